using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Use;

/// <summary>What one account used, by day, month or year, what its next bill may be, and files of all of it.</summary>
public sealed class AccountModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public UseOverview Use { get; private set; } = null!;

    /// <summary>Null where nothing can be said.</summary>
    public BillForecast? Forecast { get; private set; }

    /// <param name="meter">Its number, where there are several.</param>
    /// <param name="by">day, month or year; anything else is month.</param>
    /// <param name="month">Like 2026-11, for the days.</param>
    public async Task<IActionResult> OnGetAsync(
        Guid id, string? meter, string? by, string? month, CancellationToken ct)
    {
        if (await UseOverview.OfAsync(
            db, clock, db.VisibleTo(User.Id()), db.ManagedBy(User.Id()), id, meter, AskedUse.By(by),
            AskedUse.Month(month), ct)
            is not { } use)
        {
            return NotFound();
        }

        Use = use;
        Forecast = use.Meter is null ? null : await ForecastBill.OfAsync(db, clock, use.Account, ct);
        return Page();
    }
}

/// <summary>What an address asks to see.</summary>
public static class AskedUse
{
    public static UseBy By(string? word) => word?.ToLowerInvariant() switch
    {
        "day" => UseBy.Day,
        "year" => UseBy.Year,
        _ => UseBy.Month,
    };

    /// <summary>Null when it is none, or none that anything could be known of.</summary>
    public static DateOnly? Month(string? month) =>
        DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1990 and < 2100
            ? day
            : null;
}
