using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Every night: writes the calendar of billing ahead, each cycle by its rule. A period that is there stays as it is.
/// </summary>
public sealed class PlanBillingPeriods(PortalDbContext db, BusinessClock clock)
{
    private const int DaysAhead = 62;

    /// <returns>How many periods are new.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var until = clock.Today.AddDays(DaysAhead);
        var added = 0;
        foreach (var cycle in await db.BillingCycles.AsNoTracking().OrderBy(c => c.Code).ToListAsync(ct))
        {
            var last = await db.Set<BillingPeriod>().Where(p => p.BillingCycle == cycle.Code)
                .MaxAsync(p => (DateOnly?)p.PeriodTo, ct);
            var from = last ?? await FirstAsync(cycle, ct);
            for (var to = Next(cycle, from); to <= until; (from, to) = (to, Next(cycle, to)))
            {
                var period = BillingPeriod.Of(cycle, from, to);
                added += await db.Database.ExecuteSqlAsync($"""
                    insert into billing_period (id, billing_cycle, period_from, period_to, bill_on, due_on)
                    values ({period.Id}, {period.BillingCycle}, {period.PeriodFrom}, {period.PeriodTo},
                      {period.BillOn}, {period.DueOn})
                    on conflict on constraint ux_billing_period_cycle_from do nothing
                    """, ct);
            }
        }

        return added;
    }

    /// <summary>The day of a cycle's closing read after the one on or before a day.</summary>
    internal static DateOnly Next(BillingCycle cycle, DateOnly from)
    {
        var month = from.AddMonths(cycle.Months);
        return new(month.Year, month.Month, cycle.ReadDay);
    }

    /// <summary>Where its bills end, or else its last read day.</summary>
    private async Task<DateOnly> FirstAsync(BillingCycle cycle, CancellationToken ct)
    {
        var billed = await (
            from bill in db.Bills
            join account in db.CustomerAccounts on bill.CustomerAccountId equals account.Id
            where account.BillingCycle == cycle.Code
            select (DateOnly?)bill.PeriodTo).MaxAsync(ct);
        var day = new DateOnly(clock.Today.Year, clock.Today.Month, cycle.ReadDay);
        return billed ?? (day > clock.Today ? day.AddMonths(-cycle.Months) : day).AddMonths(-cycle.Months);
    }
}
