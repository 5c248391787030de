using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// A new member of staff's first sign-in, by mailed link: a password, then an authenticator app; until its first code
/// the link is good, afterwards it is spent. Refuses a link that is spent, unknown or too old, a password that
/// <see cref="PasswordRules"/> refuses, and a wrong code.
/// </summary>
public sealed class EnrollStaff(
    PortalDbContext db, PasswordHashing passwords, TakeToken takeToken, SetUpAuthenticator setUp, SecurityLog log,
    SignInSettings settings, TimeProvider clock)
{
    /// <param name="Key">From the link.</param>
    /// <param name="Typed">Password, or the app's code.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Key, string Typed, string Address);

    /// <summary>Where someone with the link stands.</summary>
    /// <param name="UserId">Whose it is.</param>
    /// <param name="Email">They will sign in with it.</param>
    /// <param name="AppKey">To put into the app; null while the password is to be chosen.</param>
    public sealed record Step(Guid UserId, string Email, string? AppKey);

    /// <summary>What everything worked out to.</summary>
    /// <param name="UserId">Who may sign in now.</param>
    /// <param name="Codes">Recovery codes, for showing once.</param>
    public sealed record Enrolled(Guid UserId, IReadOnlyList<string> Codes);

    /// <summary>Changes nothing: mail scanners open links.</summary>
    public async Task<Outcome<Step>> StepAsync(string? key, CancellationToken ct)
    {
        var link = await MailSecret.FindAsync(db, key, MailedSecretPurpose.EnrollStaff, clock.GetUtcNow(), ct);
        if (link is null || await db.Authenticators.AnyAsync(
            a => a.UserId == link.UserId && a.ConfirmedAt != null, ct))
        {
            return new Refusal("Enroll_LinkSpent");
        }

        var email = await db.Users.Where(u => u.Id == link.UserId).Select(u => u.Email!).SingleAsync(ct);
        return new Step(link.UserId, email, await setUp.WaitingKeyAsync(link.UserId, ct));
    }

    /// <returns>The next step.</returns>
    public async Task<Outcome<Step>> ChoosePasswordAsync(Request request, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await StepAsync(request.Key, ct) is not Outcome<Step>.Done(var step)) { return LinkSpent; }

        await using (var tx = await db.Database.BeginTransactionAsync(ct))
        {
            var user = (await db.LockUserAsync(step.UserId, ct))!;
            if (PasswordRules.WhyNot(request.Typed, user.Email!, user.DisplayName, settings.City) is { } refusal)
            {
                return refusal;
            }

            (user.PasswordHash, user.EmailConfirmed) = (passwords.Hash(request.Typed), true);
            await db.SaveChangesAsync(ct);
            await tx.CommitAsync(ct);
        }

        return await setUp.BeginAsync(step.UserId, ct) is Outcome<bool>.Refused(var why)
            ? why
            : await StepAsync(request.Key, ct);
    }

    public async Task<Outcome<Enrolled>> ConfirmAppAsync(Request request, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await StepAsync(request.Key, ct) is not Outcome<Step>.Done(var step)) { return LinkSpent; }

        // With the first right code the app is on, and with that the link is spent, whatever happens next.
        switch (await setUp.ConfirmAsync(step.UserId, request.Typed, ct))
        {
            case Outcome<IReadOnlyList<string>>.Done(var codes):
                await MailSecret.SpendAllAsync(
                    db, step.UserId, MailedSecretPurpose.EnrollStaff, clock.GetUtcNow(), ct);
                await log.WriteAsync(step.UserId, SecurityEventKind.StaffEnrolled, ct);
                return new Enrolled(step.UserId, codes);
            case Outcome<IReadOnlyList<string>>.Refused(var refusal):
                return refusal;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private static Refusal LinkSpent => new("Enroll_LinkSpent");
}
