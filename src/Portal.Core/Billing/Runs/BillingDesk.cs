using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>The billing of the weeks around a day: every period with its latest run, and what holds it up.</summary>
public sealed record BillingDesk(IReadOnlyList<BillingDesk.Row> Rows, int AccountsWithoutCycle)
{
    private const int DaysBack = 40;
    private const int DaysAhead = 35;

    public static async Task<BillingDesk> NowAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (since, until) = (today.AddDays(-DaysBack), today.AddDays(DaysAhead));
        var periods = await (
            from period in db.Set<BillingPeriod>()
            join cycle in db.BillingCycles on period.BillingCycle equals cycle.Code
            where period.PeriodTo >= since && period.PeriodTo <= until
            orderby period.PeriodTo, cycle.Code
            select new
            {
                Period = period,
                Cycle = cycle,
                Run = db.Set<BillRun>().Where(r => r.BillingPeriodId == period.Id)
                    .OrderByDescending(r => r.PreparedAt).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(ct);
        var runs = periods.Where(p => p.Run is not null).Select(p => p.Run!.Id).ToArray();
        var stuck = await db.Set<BillRunItem>()
            .Where(i => runs.Contains(i.RunId)
                && (i.State == BillRunItemState.Blocked || i.State == BillRunItemState.Held))
            .GroupBy(i => i.RunId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return new(
            [
                .. periods.Select(p => new Row(
                    p.Period, p.Cycle, p.Run, p.Run is null ? 0 : stuck.GetValueOrDefault(p.Run.Id),
                    p.Period.PeriodTo <= today)),
            ],
            await db.CustomerAccounts.CountAsync(a => a.BillingCycle == null && a.ClosedOn == null, ct));
    }

    /// <summary>One period.</summary>
    /// <param name="Run">The latest; null when nobody has prepared one.</param>
    /// <param name="Stuck">Accounts of it that are blocked or held.</param>
    /// <param name="IsDue">Its closing reads should be in: it can be prepared.</param>
    public sealed record Row(BillingPeriod Period, BillingCycle Cycle, BillRun? Run, int Stuck, bool IsDue)
    {
        /// <summary>A run can be prepared: the first, or one for accounts that were left over.</summary>
        public bool MayPrepare => IsDue && (Run is null || Run.State == BillRunState.Abandoned
            || (Run.State == BillRunState.Issued && Stuck > 0));
    }
}
