using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Payments.Arrangements;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Arrangements;

/// <summary>An agreement as a PDF, in the language of whoever asks.</summary>
public sealed class AgreementModel(PortalDbContext db, AgreementPdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await AgreementStatement.OfAsync(db, db.VisibleTo(User.Id()), id, ct) is { } statement
            ? File(
                pdf.Make(statement, CultureInfo.CurrentUICulture), "application/pdf",
                AgreementPdf.FileName(CultureInfo.CurrentUICulture))
            : NotFound();
}
