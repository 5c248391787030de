using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage.Alerts;

namespace Portal.Core.Usage;

/// <summary>All that the page of an account's use shows, for its resident and for the office.</summary>
/// <param name="Place">The street address the account is named for.</param>
/// <param name="Meter">The meter that is shown; null where the account has none.</param>
/// <param name="Rows">Of the chart; empty where nothing is known.</param>
/// <param name="Month">First day of the month that is shown by day.</param>
/// <param name="Alerts">Open ones of the account.</param>
public sealed record UseOverview(
    CustomerAccount Account, string Place, IReadOnlyList<UseMeter> Meters, UseMeter? Meter, UseBy By,
    IReadOnlyList<UseRow> Rows, DailyUse Use, DateOnly Month, IReadOnlyList<UseAlert> Alerts)
{
    /// <summary>Single days are known for certain, not spread from bills.</summary>
    public bool HasDays => Use.Days.Any(d => d.Source == UseSource.Intervals);

    /// <summary>The latest day that is known.</summary>
    public DateOnly? Last => Use.Last;

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <param name="meter">The meter asked for; the first where it is none of the account's.</param>
    /// <param name="month">The month asked for; the latest that is known where it is null.</param>
    /// <param name="managed">Those of them of which the reader may learn when nobody is there.</param>
    /// <returns>Null when the account is not among them.</returns>
    public static async Task<UseOverview?> OfAsync(
        PortalDbContext db, BusinessClock clock, IQueryable<CustomerAccount> visible,
        IQueryable<CustomerAccount> managed, Guid accountId, string? meter, UseBy by, DateOnly? month,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var head = await AccountHead.OfAsync(db, visible, managed, accountId, ct);
        if (head is null) { return null; }

        var meters = await UseMeter.OfAsync(db, accountId, ct);
        var shown = meters.FirstOrDefault(m => m.Number == meter) ?? (meters.Count == 0 ? null : meters[0]);
        var use = shown is null
            ? DailyUse.None
            : await LoadUse.OfAsync(
                db, clock, accountId, shown.ServicePointId, UseChartRows.Since(clock.Today), ct);
        var at = month ?? use.Last ?? clock.Today;
        return new(
            head.Account, head.Place, meters, shown, by,
            UseChartRows.Of(use, by, at, clock.Today), use, new(at.Year, at.Month, 1),
            [
                .. (await UseAlertList.OfAsync(db, accountId, UseAlertList.Shown, ct)).Where(a =>
                    a.OverAt is null && (head.MayManage || a.Kind != UseAlertKind.AwayUse)),
            ]);
    }
}
