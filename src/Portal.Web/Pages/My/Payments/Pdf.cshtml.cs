using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Payments;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Payments;

/// <summary>One receipt as a PDF, in the language of whoever asks.</summary>
public sealed class PdfModel(PortalDbContext db, ReceiptPdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await ReceiptStatement.ForAsync(db, db.VisibleTo(User.Id()), [id], ct) is [var receipt]
            ? File(
                pdf.Make(receipt.ReadBy(User.Id()), CultureInfo.CurrentUICulture),
                "application/pdf",
                ReceiptPdf.FileName(receipt, CultureInfo.CurrentUICulture))
            : NotFound();
}
