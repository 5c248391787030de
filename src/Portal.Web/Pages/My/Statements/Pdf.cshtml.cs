using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Statements;

/// <summary>One month of a resident's account as a PDF, in the language of whoever asks.</summary>
public sealed class PdfModel(PortalDbContext db, MonthPdf pdf, BusinessClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, string? month, CancellationToken ct) =>
        await MonthStatement.OfAsync(
            db, db.VisibleTo(User.Id()), id, AskedMonth.Of(month, clock), clock.Today, ct) is { } statement
            ? File(
                pdf.Make(statement, CultureInfo.CurrentUICulture), "application/pdf",
                MonthPdf.FileName(statement, CultureInfo.CurrentUICulture))
            : NotFound();
}
