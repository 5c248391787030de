using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// A new password by mailed link. Ends every session, and signs nobody in: an authenticator app is still asked for
/// (ASVS 6.4.3). Whoever has the link has the mailbox, so the address counts as confirmed.
/// Refuses a link that is spent, unknown or too old, and a password that <see cref="PasswordRules"/> refuses.
/// </summary>
public sealed class ResetPassword(
    PortalDbContext db, PasswordHashing passwords, TakeToken takeToken, FailedTries failedTries, SecurityNotice notice,
    SignInSettings settings, TimeProvider clock)
{
    /// <param name="Key">From the link.</param>
    /// <param name="Password">As typed.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Key, string Password, string Address);

    /// <returns>The user's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var link = await MailSecret.FindAsync(db, request.Key, MailedSecretPurpose.ResetPassword, now, ct);
        var user = link is null ? null : await db.LockUserAsync(link.UserId, ct);
        if (user is null) { return new Refusal("Reset_LinkSpent"); }

        if (PasswordRules.WhyNot(request.Password, user.Email!, user.DisplayName, settings.City) is { } refusal)
        {
            return refusal;
        }

        user.PasswordHash = passwords.Hash(request.Password);
        user.EmailConfirmed = true;
        link!.UsedAt = now;
        await EndSessions.AllAsync(db, user, now, ct);
        await notice.RunAsync(user, SecurityChange.PasswordReset, ct);
        await tx.CommitAsync(ct);
        await failedTries.ForgetAsync(CheckPassword.Tries, user.NormalizedEmail!, ct);
        return user.Id;
    }
}
