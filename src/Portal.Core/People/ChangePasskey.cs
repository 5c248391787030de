using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Renames or removes a passkey of the person's own; another's is not found. Refuses a bad name, and refuses to remove
/// the last passkey of staff who have no authenticator app, or any without a fresh proof.
/// </summary>
public sealed class ChangePasskey(PortalDbContext db, SecurityNotice notice, TimeProvider clock)
{
    /// <returns>False when there is no such passkey.</returns>
    public async Task<Outcome<bool>> RenameAsync(Guid userId, byte[] credentialId, string? name, CancellationToken ct)
    {
        if (KeepPasskey.WhyNotNamed(name) is { } refusal) { return refusal; }

        var passkey = await db.UserPasskeys.SingleOrDefaultAsync(
            p => p.UserId == userId && p.CredentialId == credentialId, ct);
        if (passkey is null) { return false; }

        passkey.Data.Name = name!.Trim();
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <returns>False when there is no such passkey.</returns>
    public async Task<Outcome<bool>> RemoveAsync(WhoAsks who, byte[] credentialId, CancellationToken ct)
    {
        if (await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct) is { } stale) { return stale; }

        var userId = who.UserId;
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(userId, ct)
            ?? throw new InvalidOperationException($"There is no user {userId}.");
        if (await IsLastWayInAsync(userId, credentialId, ct)) { return new Refusal("Passkey_StaffNeedIt"); }

        var removed = await db.UserPasskeys.Where(p => p.UserId == userId && p.CredentialId == credentialId)
            .ExecuteDeleteAsync(ct);
        if (removed == 1) { await notice.RunAsync(user, SecurityChange.PasskeyRemoved, ct); }

        await tx.CommitAsync(ct);
        return removed == 1;
    }

    private async Task<bool> IsLastWayInAsync(Guid userId, byte[] credentialId, CancellationToken ct) =>
        await db.StaffMembers.AnyAsync(s => s.UserId == userId, ct)
        && !await db.Authenticators.AnyAsync(a => a.UserId == userId && a.ConfirmedAt != null, ct)
        && !await db.UserPasskeys.AnyAsync(p => p.UserId == userId && p.CredentialId != credentialId, ct);
}
