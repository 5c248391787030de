using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Every morning: tells whose card expires within 30 days, and again within 7, when autopay or a payment to come uses
/// it; a guest, when theirs expires before the day of the payment. Each is told once, however often it runs.
/// </summary>
public sealed class TellExpiries(PortalDbContext db, TellOwner tellOwner, TellDraft tellDraft, BusinessClock clock)
{
    private static readonly int[] DaysBefore = [7, 30];

    /// <returns>How many letters were queued.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var last = today.AddDays(DaysBefore[^1]);
        var methods = await db.SavedMethods.AsNoTracking()
            .Where(m => m.RemovedAt == null && m.UserId != null && m.ExpiresOn >= today && m.ExpiresOn <= last
                && (db.AutopayEnrollments.Any(e => e.MethodId == m.Id && e.State != AutopayState.Ended)
                    || db.Drafts.Any(d => d.MethodId == m.Id && d.State == DraftState.Promised)))
            .ToListAsync(ct);
        var (told, each) = (0, new OneByOne(db, ct));
        foreach (var method in methods)
        {
            var days = DaysBefore.First(d => method.ExpiresOn <= today.AddDays(d));
            told += await each.DoAsync(() => TellAsync(() => tellOwner.MethodAsync(
                method, MethodNews.Expires, $"{method.Id}:{method.ExpiresOn:yyyyMMdd}:{days}", ct), ct)) ? 1 : 0;
        }

        var ofGuests = await (
            from draft in db.Drafts
            join method in db.SavedMethods on draft.MethodId equals method.Id
            where draft.State == DraftState.Promised && draft.UserId == null && method.ExpiresOn < draft.PlannedOn
            select new { draft, method.ExpiresOn }).AsNoTracking().ToListAsync(ct);
        foreach (var row in ofGuests)
        {
            told += await each.DoAsync(
                () => TellAsync(() => tellDraft.ExpiringAsync(row.draft, row.ExpiresOn!.Value, ct), ct)) ? 1 : 0;
        }

        each.TellFaults();
        return told;
    }

    private async Task<bool> TellAsync(Func<Task<bool>> tell, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var isNew = await tell();
        await tx.CommitAsync(ct);
        return isNew;
    }
}
