using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Usage.Alerts;

/// <summary>All that the page of an account's alerts shows.</summary>
/// <param name="Away">Days away that stand and are not over, the next first.</param>
/// <param name="HasDays">A meter of the account sent intervals lately, so that leaks and days away can be seen.</param>
/// <param name="MayManage">Who looks may change it.</param>
public sealed record AlertsOverview(
    CustomerAccount Account, string Place, IReadOnlyList<UseAlert> Alerts, UseAlertChoice Choice,
    IReadOnlyList<AwayPeriod> Away, bool HasDays, bool MayManage)
{
    private const int AlertsShown = 24;
    private const int LatelyDays = 31;

    public IEnumerable<UseAlert> Open => Alerts.Where(a => a.OverAt is null);

    public IEnumerable<UseAlert> Over => Alerts.Where(a => a.OverAt is not null);

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <param name="managed">Those of which they may change something, and learn when nobody is there.</param>
    /// <returns>Null when the account is not among them.</returns>
    public static async Task<AlertsOverview?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, IQueryable<CustomerAccount> managed, Guid accountId,
        DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var lately = today.AddDays(-LatelyDays);
        var head = await AccountHead.OfAsync(db, visible, managed, accountId, ct);
        if (head is null) { return null; }

        var hasDays = await db.Database.SqlQuery<bool>($"""
            select exists (
              select from service_agreement g
              join meter_interval_day d on d.service_point_id = g.service_point_id and d.day >= {lately}
              where g.customer_account_id = {accountId} and g.ends_on is null) as "Value"
            """).SingleAsync(ct);
        return new(
            head.Account,
            head.Place,
            [
                .. (await UseAlertList.OfAsync(db, accountId, AlertsShown, ct))
                    .Where(a => head.MayManage || a.Kind != UseAlertKind.AwayUse),
            ],
            await db.Set<UseAlertChoice>().AsNoTracking().SingleOrDefaultAsync(
                c => c.CustomerAccountId == accountId, ct) ?? UseAlertChoice.Usual(accountId),
            !head.MayManage ? [] : await db.Set<AwayPeriod>().AsNoTracking()
                .Where(p => p.CustomerAccountId == accountId && p.EndedAt == null && p.ToOn >= today)
                .OrderBy(p => p.FromOn).ToListAsync(ct),
            hasDays,
            head.MayManage);
    }
}
