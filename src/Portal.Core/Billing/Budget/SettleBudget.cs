using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// What happens to a plan besides its bills, under the account's lock and in the caller's transaction: it begins to
/// leave, it ends without another bill, a bill of it is taken back. Acts decide.
/// </summary>
public sealed class SettleBudget(PortalDbContext db, BusinessClock clock)
{
    /// <summary>From now on the next bill asks for all.</summary>
    /// <returns>The enrollment, leaving now or before; null when none is live.</returns>
    internal async Task<BudgetEnrollment?> LeaveAsync(
        CustomerAccount locked, BudgetLeaveReason why, Actor by, CancellationToken ct)
    {
        var live = await LiveAsync(locked.Id, ct);
        if (live is { State: BudgetEnrollmentState.Active })
        {
            live.Leave(why, by.Name, clock.Now);
            db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(LeaveBudget), locked.Id, new
            {
                enrollment = live.Id,
                reason = SnakeCase.Snake($"{why}"),
                gathered = locked.Deferred.Cents,
            }));
            await db.SaveChangesAsync(ct);
        }

        return live;
    }

    /// <summary>The account closes and is not billed again: what has gathered is due today.</summary>
    internal async Task EndAsync(CustomerAccount locked, CancellationToken ct)
    {
        if (await LiveAsync(locked.Id, ct) is not { } live)
        {
            return;
        }

        if (await LastAsync(live.Id, ct) is { Gathered.IsZero: false } last)
        {
            await AddAsync(locked, [Settled(last, clock.Today)], ct);
        }

        live.End(clock.Now);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// A bill was canceled: its entry is taken back. On a plan that has ended nothing stays gathered, so what that
    /// leaves is asked for, when the bill that ended it was due.
    /// </summary>
    internal async Task TakeBackAsync(CustomerAccount locked, Bill bill, CancellationToken ct)
    {
        var entry = await db.Set<BudgetEntry>().AsNoTracking().SingleOrDefaultAsync(
            e => e.BillId == bill.Id && e.Kind == BudgetEntryKind.Bill, ct);
        if (entry is null)
        {
            return;
        }

        var last = (await LastAsync(entry.EnrollmentId, ct))!;
        var back = new BudgetEntry
        {
            EnrollmentId = entry.EnrollmentId,
            No = last.No + 1,
            CustomerAccountId = locked.Id,
            Kind = BudgetEntryKind.Canceled,
            BillId = bill.Id,
            Month = entry.Month,
            Actual = -entry.Actual,
            Asked = -entry.Asked,
            Gathered = last.Gathered - entry.Change,
            NextAmount = last.NextAmount,
            Settles = false,
            DueOn = entry.DueOn,
            EnteredAt = clock.Now,
        };
        var hasEnded = await db.Set<BudgetEnrollment>()
            .AnyAsync(e => e.Id == entry.EnrollmentId && e.State == BudgetEnrollmentState.Ended, ct);
        await AddAsync(
            locked, hasEnded && !back.Gathered.IsZero ? [back, Settled(back, last.DueOn)] : [back], ct);
    }

    private Task<BudgetEnrollment?> LiveAsync(Guid account, CancellationToken ct) =>
        db.Set<BudgetEnrollment>().SingleOrDefaultAsync(
            e => e.CustomerAccountId == account && e.State != BudgetEnrollmentState.Ended, ct);

    private Task<BudgetEntry?> LastAsync(Guid enrollment, CancellationToken ct) =>
        db.Set<BudgetEntry>().AsNoTracking().Where(e => e.EnrollmentId == enrollment)
            .OrderByDescending(e => e.No).FirstOrDefaultAsync(ct);

    /// <summary>All that has gathered, asked for without a bill.</summary>
    private BudgetEntry Settled(BudgetEntry after, DateOnly dueOn) => new()
    {
        EnrollmentId = after.EnrollmentId,
        No = after.No + 1,
        CustomerAccountId = after.CustomerAccountId,
        Kind = BudgetEntryKind.Settled,
        Month = after.Month,
        Actual = Usd.Zero,
        Asked = after.Gathered,
        Gathered = Usd.Zero,
        NextAmount = after.NextAmount,
        Settles = true,
        DueOn = dueOn,
        EnteredAt = clock.Now,
    };

    /// <summary>
    /// One at a time, for the table compares each with the one before it; the account defers what all of them come to,
    /// which is nothing where it is closed.
    /// </summary>
    private async Task AddAsync(CustomerAccount locked, IReadOnlyList<BudgetEntry> entries, CancellationToken ct)
    {
        foreach (var entry in entries)
        {
            db.Add(entry);
            await db.SaveChangesAsync(ct);
        }

        locked.Defer(entries.Select(e => e.Change).Sum());
        await db.SaveChangesAsync(ct);
    }
}
