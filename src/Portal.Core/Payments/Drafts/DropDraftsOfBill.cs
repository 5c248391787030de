using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// A bill is taken back: what autopay promised for it is not taken, and its payer is told. A bill that takes its
/// place is announced anew, with its own day (<see cref="PromiseDrafts"/>). What the bank is already asked for ends by
/// itself. Part of the caller's transaction, which holds the account's lock.
/// </summary>
public sealed class DropDraftsOfBill(PortalDbContext db, TellDraft tell, BusinessClock clock)
{
    internal async Task RunAsync(Guid billId, Actor by, CancellationToken ct)
    {
        var promised = await db.Drafts.Where(d => d.BillId == billId && d.State == DraftState.Promised)
            .OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(ct);
        foreach (var id in promised)
        {
            var draft = (await db.LockDraftAsync(id, ct))!;
            draft.Apply(DraftEvent.Cancel, clock.Now, DraftWhy.BillCanceled);
            await db.RecordAsync(draft, DraftEvent.Cancel, by, clock.Now, ct);
            db.Add(AuditEntry.Of(
                clock.Now, by.Name, nameof(DropDraftsOfBill), draft.CustomerAccountId, new { draft = id }));
            await db.SaveChangesAsync(ct);
            await tell.LeftAsync(draft, ct);
        }
    }
}
