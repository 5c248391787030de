using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Bills;

/// <summary>One bill as a PDF, in the language of whoever asks.</summary>
public sealed class PdfModel(PortalDbContext db, BillPdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await BillStatement.ForAsync(db, db.VisibleTo(User.Id()), id, ct) is { } statement
            ? File(
                pdf.Make(await statement.ReadByAsync(db, User.Id(), ct), CultureInfo.CurrentUICulture),
                "application/pdf",
                BillPdf.FileName(statement, CultureInfo.CurrentUICulture))
            : NotFound();
}
