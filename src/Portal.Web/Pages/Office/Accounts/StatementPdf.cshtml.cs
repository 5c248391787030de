using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Statements;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>One month of an account as a PDF in its customer's language. Every look is recorded.</summary>
public sealed class StatementPdfModel(
    PortalDbContext db, RecordCustomerView recordView, MonthPdf pdf, BusinessClock clock) : PageModel
{
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

        var culture = CultureInfo.GetCultureInfo($"{statement.Language}-US");
        return File(pdf.Make(statement, culture), "application/pdf", MonthPdf.FileName(statement, culture));
    }
}
