using Microsoft.AspNetCore.Identity;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// A new password for someone signed in who knows the old one. Every session ends, this one too: the page starts a new
/// one for this browser. Refuses a wrong old password and what <see cref="PasswordRules"/> refuses.
/// </summary>
public sealed class ChangePassword(
    PortalDbContext db, PasswordHashing passwords, FailedTries failedTries, SecurityNotice notice,
    SecurityLog log, SignInSettings settings, TimeProvider clock)
{
    /// <param name="UserId">Who is signed in.</param>
    /// <param name="OldPassword">As typed.</param>
    /// <param name="NewPassword">As typed.</param>
    public sealed record Request(Guid UserId, string OldPassword, string NewPassword);

    /// <returns>True when changed.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        if (await failedTries.BeginAsync("change", request.UserId.ToString(), ct) is { } wait) { return wait; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(request.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.UserId}.");
        if (passwords.Compare(user.PasswordHash, request.OldPassword) == PasswordVerificationResult.Failed)
        {
            await tx.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            await log.WriteAsync(user.Id, SecurityEventKind.PasswordWrong, ct);
            return new Refusal("Password_OldWrong");
        }

        if (PasswordRules.WhyNot(request.NewPassword, user.Email!, user.DisplayName, settings.City) is { } refusal)
        {
            return refusal;
        }

        user.PasswordHash = passwords.Hash(request.NewPassword);
        await EndSessions.AllAsync(db, user, clock.GetUtcNow(), ct);
        await notice.RunAsync(user, SecurityChange.PasswordChanged, ct);
        await tx.CommitAsync(ct);
        await failedTries.ForgetAsync("change", request.UserId.ToString(), ct);
        return true;
    }
}
