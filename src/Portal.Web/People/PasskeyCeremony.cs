using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Web.People;

/// <summary>
/// Both passkey ceremonies, with the framework's checks of challenge, origin, signature and user verification. A
/// passkey is a whole sign-in: it cannot be guessed, so wrong passwords never hold it up. Answers are limited by
/// network address only, because each wrong one is a line of the append-only security log.
/// </summary>
public sealed class PasskeyCeremony(
    SignInManager<PortalUser> signInManager, UserManager<PortalUser> userManager, PortalDbContext db,
    KeepPasskey keepPasskey, TakeToken takeToken, SecurityLog log, IHttpContextAccessor accessor)
{
    /// <summary>Longest answer of a browser, in characters.</summary>
    private const int LongestAnswer = 20_000;

    /// <summary>What the browser needs to make a passkey, as JSON.</summary>
    public async Task<Outcome<string>> OptionsForNewAsync(WhoAsks who, string? name, CancellationToken ct)
    {
        if (await keepPasskey.WhyNotAsync(who, name, ct) is { } refusal) { return refusal; }

        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == who.UserId, ct);
        return await signInManager.MakePasskeyCreationOptionsAsync(
            new() { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.DisplayName });
    }

    /// <summary>Keeps the passkey that the browser made.</summary>
    public async Task<Outcome<bool>> AddAsync(
        WhoAsks who, string? answer, string? name, CancellationToken ct)
    {
        var made = await TryAsync(answer, signInManager.PerformPasskeyAttestationAsync);
        await EndAsync();
        return made is { Succeeded: true } && made.UserEntity.Id == who.UserId.ToString()
            ? await keepPasskey.RunAsync(new(who, made.Passkey, name ?? ""), ct)
            : new Refusal("Passkey_NotMade");
    }

    /// <summary>What the browser needs to offer the passkeys it has for this site, as JSON.</summary>
    public Task<string> OptionsForSignInAsync() => signInManager.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Whose passkey answered. Refuses too many answers from one network address.</summary>
    public async Task<Outcome<Guid>> CheckAsync(string? answer, CancellationToken ct)
    {
        var address = accessor.HttpContext!.NetworkAddress();
        if (await takeToken.RunAsync([new(RateLimit.SignInFromAddress, address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        var shown = await TryAsync(answer, signInManager.PerformPasskeyAssertionAsync);
        await EndAsync();
        if (shown is not { Succeeded: true })
        {
            if (!string.IsNullOrWhiteSpace(answer))
            {
                await log.WriteAsync(await OwnerAsync(answer), SecurityEventKind.PasskeyWrong, ct);
            }

            return new Refusal("SignIn_PasskeyNotTaken");
        }

        // The counter of uses is kept, so that a copied key gives itself away.
        await userManager.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey);
        return shown.User.Id;
    }

    /// <summary>Whose passkey a wrong answer names; null when it names none that is known.</summary>
    private async Task<Guid?> OwnerAsync(string answer)
    {
        if (answer.Length > LongestAnswer) { return null; }

        try
        {
            using var read = JsonDocument.Parse(answer);
            return read.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                    ? (await userManager.FindByPasskeyIdAsync(Base64Url.DecodeFromChars(id.GetString())))?.Id
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>An expired or repeated ceremony throws in .NET 10 (aspnetcore #67410); here it is a refusal.</summary>
    private static async Task<T?> TryAsync<T>(string? answer, Func<string, Task<T>> ceremony)
        where T : class
    {
        if (answer is not { Length: > 0 and <= LongestAnswer }) { return null; }

        try
        {
            return await ceremony(answer);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A challenge is good for one answer.</summary>
    private Task EndAsync() => accessor.HttpContext!.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
}
