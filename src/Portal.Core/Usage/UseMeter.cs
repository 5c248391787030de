using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Usage;

/// <summary>A meter that an account is or was served by.</summary>
/// <param name="Unit">What it counts: CCF.</param>
/// <param name="Place">The street address it is at.</param>
/// <param name="IsServed">The account is served by it now.</param>
public sealed record UseMeter(
    Guid ServicePointId, UtilityService Service, string Number, string Unit, string Place, bool IsServed)
{
    /// <summary>The account's meters: those that serve it now first, water before all else.</summary>
    public static async Task<IReadOnlyList<UseMeter>> OfAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from agreement in db.ServiceAgreements
            join point in db.ServicePoints on agreement.ServicePointId equals point.Id
            join premise in db.Premises on point.PremiseId equals premise.Id
            where agreement.CustomerAccountId == accountId && point.MeterNumber != null && point.ReadUnit != null
                && (point.Service == UtilityService.Water || point.Service == UtilityService.Irrigation
                    || point.Service == UtilityService.Electric)
            select new { point, premise.Line1, premise.Line2, agreement.EndsOn }).AsNoTracking().ToListAsync(ct);
        return
        [
            .. rows.GroupBy(r => r.point.Id).Select(g => g.OrderBy(r => r.EndsOn is not null).First())
                .Select(r => new UseMeter(
                    r.point.Id, r.point.Service, r.point.MeterNumber!, r.point.ReadUnit!,
                    r.Line2 is null ? r.Line1 : $"{r.Line1}, {r.Line2}", r.EndsOn is null))
                .OrderBy(m => !m.IsServed).ThenBy(m => m.Service != UtilityService.Water).ThenBy(m => m.Service)
                .ThenBy(m => m.Place, StringComparer.Ordinal).ThenBy(m => m.Number, StringComparer.Ordinal),
        ];
    }
}
