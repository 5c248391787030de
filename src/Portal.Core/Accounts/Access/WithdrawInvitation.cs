using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Takes an invitation back before it is answered, by anybody with full access to its account. One that has ended
/// changes nothing.
/// </summary>
public sealed class WithdrawInvitation(PortalDbContext db, TimeProvider clock)
{
    /// <returns>False when there is no such invitation of an account that is theirs to manage.</returns>
    public async Task<bool> RunAsync(Guid userId, Guid customerAccountId, Guid invitationId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(customerAccountId, ct);
        var invitation = await db.AccountInvitations.SingleOrDefaultAsync(
            i => i.Id == invitationId && i.CustomerAccountId == customerAccountId, ct);
        if (invitation is null || !await db.ManagedBy(userId).AnyAsync(a => a.Id == customerAccountId, ct))
        {
            return false;
        }

        if (invitation.EndedAt is null)
        {
            var now = clock.GetUtcNow();
            invitation.End(InvitationOutcome.Withdrawn, userId, now);
            db.Add(AuditEntry.Of(
                now, Actor.Resident(userId).Name, nameof(WithdrawInvitation), customerAccountId,
                new { invitation = invitationId }));
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return true;
    }
}
