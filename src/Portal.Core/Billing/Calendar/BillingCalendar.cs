using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;

namespace Portal.Core.Billing.Calendar;

/// <summary>Every cycle with who is in it, its routes, and what is planned for it.</summary>
public sealed record BillingCalendar(IReadOnlyList<BillingCalendar.Row> Rows)
{
    public static async Task<BillingCalendar> NowAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var cycles = await db.BillingCycles.AsNoTracking().OrderBy(c => c.Code).ToListAsync(ct);
        var accounts = await db.CustomerAccounts.Where(a => a.ClosedOn == null && a.BillingCycle != null)
            .GroupBy(a => a.BillingCycle!).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var routes = (await (
            from route in db.MeterRoutes
            orderby route.Code
            select new Route(route.Code, route.BillingCycle, db.ServicePoints.Count(p => p.Route == route.Code)))
            .ToListAsync(ct)).ToLookup(r => r.BillingCycle);
        var planned = (await db.Set<BillingPeriod>().AsNoTracking().Where(p => p.PeriodTo >= today)
            .OrderBy(p => p.PeriodTo).ToListAsync(ct)).ToLookup(p => p.BillingCycle);
        return new([
            .. cycles.Select(c => new Row(
                c, accounts.GetValueOrDefault(c.Code), [.. routes[c.Code]], [.. planned[c.Code]])),
        ]);
    }

    /// <param name="Accounts">Open accounts in the cycle.</param>
    /// <param name="Planned">Periods that end today or later, the next first.</param>
    public sealed record Row(
        BillingCycle Cycle, int Accounts, IReadOnlyList<Route> Routes, IReadOnlyList<BillingPeriod> Planned);

    /// <param name="Points">Service points on it.</param>
    public sealed record Route(string Code, string BillingCycle, int Points);
}
