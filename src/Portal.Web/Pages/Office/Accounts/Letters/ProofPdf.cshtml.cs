using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Letters;

/// <summary>The proof of one notice as a PDF, in the language of who asks. Every look is recorded.</summary>
public sealed class ProofPdfModel(
    PortalDbContext db, RecordCustomerView recordView, IOptions<MailSettings> settings, ProofPdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid notice, CancellationToken ct)
    {
        if (await NoticeProof.OfAsync(db, id, notice, settings.Value, ct) is not { } proof) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return Redirect($"/office/accounts/{id}/why");
        }

        var culture = CultureInfo.CurrentUICulture;
        return File(pdf.Make(proof, culture), "application/pdf", ProofPdf.FileName(proof, culture));
    }
}
