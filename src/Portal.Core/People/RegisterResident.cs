using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;

namespace Portal.Core.People;

/// <summary>
/// Makes a resident's sign-in, which opens nothing until its mailed link is followed. The answer, the hashing and the
/// mail are the same whether or not the address had one already (ASVS 6.3.8): only the owner of the mailbox learns it.
/// Refuses an address that cannot be mailed to, a missing name, a password that <see cref="PasswordRules"/> refuses.
/// </summary>
public sealed class RegisterResident(
    PortalDbContext db, PasswordHashing passwords, TakeToken takeToken, QueueMail queueMail, SignInSettings settings,
    MailSecret mailSecret, TimeProvider clock)
{
    /// <summary>Longest name in characters.</summary>
    public const int LongestName = 100;

    /// <param name="Email">As typed.</param>
    /// <param name="Name">How to greet them.</param>
    /// <param name="Password">As typed.</param>
    /// <param name="Language">"en" or "es".</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string Email, string Name, string Password, string Language, string Address);

    /// <returns>True always: a mail is on its way.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        var email = EmailAddress.Trimmed(request.Email);
        if (WhyNot(request, email) is { } refusal) { return refusal; }

        if (await takeToken.RunAsync(
            [new(RateLimit.RegisterFromAddress, request.Address), new(RateLimit.MailTo, email)], ct) is { } tooMany)
        {
            return tooMany;
        }

        var hash = passwords.Hash(request.Password);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var normalized = EmailAddress.Normalized(email);
        await db.LockAddressAsync(normalized, ct);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
        if (user is { EmailConfirmed: true })
        {
            await queueMail.RunAsync(
                new(
                    new(user.DisplayName, user.Email!, user.Language),
                    new AlreadyRegisteredLetter(user.DisplayName, settings.SignIn, settings.Forgot),
                    $"already_registered:{Guid.CreateVersion7()}")
                {
                    UserId = user.Id,
                },
                ct);
        }
        else
        {
            user = await SaveAsync(user, request, email, hash, ct);
            await mailSecret.RunAsync(user, MailedSecretPurpose.ConfirmEmail, ct);
        }

        await tx.CommitAsync(ct);
        return true;
    }

    private static string NameOf(Request request) => (request.Name ?? "").Trim();

    private Refusal? WhyNot(Request request, string email)
    {
        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (NameOf(request) is "" or { Length: > LongestName }) { return new("Register_NameMissing", LongestName); }

        return PasswordRules.WhyNot(request.Password, email, request.Name, settings.City);
    }

    /// <summary>
    /// Nobody has shown that an unconfirmed address is theirs, so whoever asks last writes it; the earlier link is
    /// spent, and confirming asks for the password too.
    /// </summary>
    private async Task<PortalUser> SaveAsync(
        PortalUser? user, Request request, string email, string hash, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        if (user is null)
        {
            user = new PortalUser
            {
                Id = id,
                UserName = id.ToString(),
                NormalizedUserName = id.ToString().ToUpperInvariant(),
                Email = email,
                NormalizedEmail = EmailAddress.Normalized(email),
                LockoutEnabled = false,
                DisplayName = NameOf(request),
                Language = request.Language,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Add(user);
        }

        user.DisplayName = NameOf(request);
        user.Language = request.Language;
        user.PasswordHash = hash;
        user.SecurityStamp = Secret.New();
        await db.SaveChangesAsync(ct);
        return user;
    }
}
