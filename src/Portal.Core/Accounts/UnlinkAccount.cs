using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts;

/// <summary>
/// Ends a resident's right to see and pay an account. Nothing of the account changes; it can be linked again with the
/// PIN. Ending what is not linked changes nothing.
/// </summary>
public sealed class UnlinkAccount(PortalDbContext db, TimeProvider clock)
{
    /// <returns>False when the account was not linked to this resident.</returns>
    public async Task<bool> RunAsync(Guid userId, Guid customerAccountId, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(customerAccountId, ct);
        var now = clock.GetUtcNow();
        var ended = await db.AccountLinks
            .Where(l => l.UserId == userId && l.CustomerAccountId == customerAccountId && l.EndedAt == null)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now), ct);
        if (ended == 1)
        {
            db.Add(new AuditEntry
            {
                Id = Guid.CreateVersion7(),
                At = now,
                Actor = Actor.Resident(userId).Name,
                Act = nameof(UnlinkAccount),
                CustomerAccountId = customerAccountId,
            });
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return ended == 1;
    }
}
