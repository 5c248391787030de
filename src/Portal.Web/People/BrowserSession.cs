using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Portal.Core.Common;
using Portal.Core.People;

namespace Portal.Web.People;

/// <summary>Writes and takes away the cookies of signing in; what they are worth is decided in the database.</summary>
public sealed class BrowserSession(
    StartSession startSession, DeviceCookie device, IHttpContextAccessor accessor)
{
    private HttpContext Context => accessor.HttpContext
        ?? throw new InvalidOperationException("Signing in happens inside a request.");

    /// <summary>Starts a session in this browser, always a new one (ASVS 7.2.4).</summary>
    /// <returns>Why not, or null.</returns>
    public async Task<Refusal?> StartAsync(Guid userId, SignInProof proof, CancellationToken ct)
    {
        var request = new StartSession.Request(
            userId, proof, Context.Request.Headers.UserAgent.ToString(), Context.NetworkAddress());
        switch (await startSession.RunAsync(request, ct))
        {
            case Outcome<string>.Done(var secret):
                await Context.SignOutAsync(SignInSetup.FirstStepScheme);
                await SignInAsync(SignInSetup.SessionScheme, new Claim(PersonClaims.Secret, secret));
                device.Remember(userId);
                return null;
            case Outcome<string>.Refused(var refusal):
                return refusal;
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>The same session under the new secret that a fresh proof gave it.</summary>
    public Task RenewAsync(string secret) =>
        SignInAsync(SignInSetup.SessionScheme, new Claim(PersonClaims.Secret, secret));

    /// <summary>Remembers that the password was right, until the code comes.</summary>
    public Task RememberFirstStepAsync(CheckPassword.FirstStep step) => SignInAsync(
        SignInSetup.FirstStepScheme,
        new Claim(ClaimTypes.NameIdentifier, step.UserId.ToString()),
        new Claim(PersonClaims.Stamp, step.SecurityStamp));

    /// <summary>Whose password was right a moment ago; null when nobody's was.</summary>
    public async Task<(Guid UserId, string Stamp)?> FirstStepAsync()
    {
        var read = await Context.AuthenticateAsync(SignInSetup.FirstStepScheme);
        return read.Succeeded && Guid.TryParse(read.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var userId)
            ? (userId, read.Principal.FindFirstValue(PersonClaims.Stamp) ?? "")
            : null;
    }

    /// <summary>Takes the cookie away.</summary>
    public Task ForgetAsync() => Context.SignOutAsync(SignInSetup.SessionScheme);

    private Task SignInAsync(string scheme, params Claim[] claims) =>
        Context.SignInAsync(scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, scheme)));
}
