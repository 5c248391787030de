using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Statements;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>One month of any customer's account, as they see it. Every look is recorded.</summary>
public sealed class StatementModel(PortalDbContext db, RecordCustomerView recordView, BusinessClock clock) : PageModel
{
    public MonthStatement Statement { get; private set; } = null!;

    /// <param name="month">Like 2026-11; the month that goes on when it is none.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, string? month, CancellationToken ct)
    {
        if (await MonthStatement.OfAsync(
            db, db.CustomerAccounts, id, AskedMonth.Of(month, clock), clock.Today, ct) is not { } statement)
        {
            return NotFound();
        }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("Why", new { id });
        }

        Statement = statement;
        return Page();
    }
}
