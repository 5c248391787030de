using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// A payment came back after an arrangement was closed as kept: it ends instead, and the customer is told what is due
/// again. Part of the caller's transaction, which holds the account's lock and has opened what was paid.
/// </summary>
public sealed class UndoKept(PortalDbContext db, TellOfArrangement tell, BusinessClock clock)
{
    /// <summary>Tells it from what ended otherwise.</summary>
    internal const string Note = "A payment of it came back.";

    internal async Task RunAsync(Guid accountId, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var kept = await db.Set<PaymentArrangement>().Include(a => a.Items)
            .Where(a => a.CustomerAccountId == accountId && a.State == ArrangementState.Kept
                && a.Items.Any(c => db.OpenItems.Any(i => i.Id == c.OpenItemId && i.Open > Money.Usd.Zero)))
            .ToListAsync(ct);
        foreach (var arrangement in kept)
        {
            var left = (await db.LeftOfAsync(arrangement, ct)).All;
            arrangement.End(ArrangementState.Ended, Actor.System.Name, clock.Now, Note);
            db.Add(AuditEntry.Of(clock.Now, Actor.System.Name, nameof(UndoKept), accountId, new
            {
                arrangement = arrangement.Id,
                cents = left.Cents,
            }));
            await tell.RunAsync(arrangement, new(ArrangementLetter.News.CameBack, left), null, ct);
        }
    }
}
