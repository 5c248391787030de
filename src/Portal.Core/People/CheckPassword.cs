using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// First step of signing in: address and password. Refuses with one sentence whatever is wrong, after the same work;
/// makes a guesser wait. When the password is right but the address was never confirmed, mails the link again.
/// </summary>
public sealed class CheckPassword(
    PortalDbContext db, PasswordHashing passwords, TakeToken takeToken, FailedTries failedTries, MailSecret mailSecret,
    SecurityLog log)
{
    /// <summary>Name of the count of wrong passwords by address.</summary>
    internal const string Tries = "password";

    /// <param name="Email">As typed.</param>
    /// <param name="Password">As typed.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string Email, string Password, string Address)
    {
        /// <summary>The browser, where people have signed in with it before; null where nobody has.</summary>
        public KnownBrowser? Browser { get; init; }
    }

    /// <summary>The password was right.</summary>
    /// <param name="UserId">Who.</param>
    /// <param name="SecurityStamp">Theirs now: the second step must find the same one.</param>
    /// <param name="NeedsCode">An authenticator code comes next.</param>
    public sealed record FirstStep(Guid UserId, string SecurityStamp, bool NeedsCode);

    public async Task<Outcome<FirstStep>> RunAsync(Request request, CancellationToken ct)
    {
        var email = EmailAddress.Normalized(request.Email);
        if (await takeToken.RunAsync([new(RateLimit.SignInFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        var found = await (
            from user in db.Users.AsNoTracking()
            where user.NormalizedEmail == email
            select new
            {
                User = user,
                NeedsCode = db.Authenticators.Any(a => a.UserId == user.Id && a.ConfirmedAt != null),
            }).SingleOrDefaultAsync(ct);
        // A guesser elsewhere must not slow the owner: a browser they know is counted by itself.
        var subject = request.Browser.Subject(email, found?.User.Id);
        if (await failedTries.BeginAsync(Tries, subject, ct) is { } wait) { return wait; }

        var answer = passwords.Compare(found?.User.PasswordHash, request.Password ?? "");
        if (found is null || answer == PasswordVerificationResult.Failed)
        {
            // Also where the address has no sign-in: the work is the same, and tells nobody which it was.
            await log.WriteAsync(found?.User.Id, SecurityEventKind.PasswordWrong, ct);
            return new Refusal("SignIn_NotRecognized");
        }

        await failedTries.ForgetAsync(Tries, subject, ct);
        if (answer == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var hash = passwords.Hash(request.Password!);
            await db.Users.Where(u => u.Id == found.User.Id && u.PasswordHash == found.User.PasswordHash)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, hash), ct);
        }

        return found.User.EmailConfirmed
            ? new FirstStep(found.User.Id, found.User.SecurityStamp!, found.NeedsCode)
            : await MailAgainAsync(found.User, ct);
    }

    private async Task<Refusal> MailAgainAsync(PortalUser user, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.MailTo, user.Email!)], ct) is { } tooMany) { return tooMany; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await mailSecret.RunAsync(user, MailedSecretPurpose.ConfirmEmail, ct);
        await tx.CommitAsync(ct);
        return new Refusal("SignIn_ConfirmFirst");
    }
}
