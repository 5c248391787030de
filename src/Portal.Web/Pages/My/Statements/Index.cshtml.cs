using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Statements;

/// <summary>One month of a resident's account on one page.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public MonthStatement Statement { get; private set; } = null!;

    /// <param name="month">Like 2026-11; the month that goes on when it is none.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, string? month, CancellationToken ct)
    {
        if (await MonthStatement.OfAsync(
            db, db.VisibleTo(User.Id()), id, AskedMonth.Of(month, clock), clock.Today, ct) is not { } statement)
        {
            return NotFound();
        }

        Statement = statement;
        return Page();
    }
}

/// <summary>The month in an address.</summary>
internal static class AskedMonth
{
    internal static DateOnly Of(string? month, BusinessClock clock) =>
        DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : clock.Today;
}
