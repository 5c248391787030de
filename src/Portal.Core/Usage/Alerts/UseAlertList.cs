using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Usage.Alerts;

/// <summary>Alerts as pages list them.</summary>
public static class UseAlertList
{
    /// <summary>The most that one page shows.</summary>
    public const int Shown = 200;

    /// <summary>An open alert with whose it is, for the office.</summary>
    public sealed record Row(UseAlert Alert, string CustomerName, string AccountNumber, string Place, string? Phone);

    /// <summary>Of one account, those that go on first, then the newest.</summary>
    public static Task<List<UseAlert>> OfAsync(
        PortalDbContext db, Guid accountId, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<UseAlert>().AsNoTracking().Where(a => a.CustomerAccountId == accountId)
            .OrderBy(a => a.OverAt != null).ThenByDescending(a => a.FirstDay).ThenBy(a => a.Id).Take(most)
            .ToListAsync(ct);
    }

    /// <summary>All that are open in the city, leaks first, the longest first.</summary>
    public static Task<List<Row>> OpenAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from alert in db.Set<UseAlert>()
            join account in db.CustomerAccounts on alert.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            join point in db.ServicePoints on alert.ServicePointId equals point.Id
            join premise in db.Premises on point.PremiseId equals premise.Id
            where alert.OverAt == null
            orderby alert.Kind == UseAlertKind.Leak descending, alert.FirstDay, alert.Id
            select new Row(alert, customer.Name, account.Number, premise.Line1, customer.Phone))
            .AsNoTracking().Take(Shown).ToListAsync(ct);
    }
}
