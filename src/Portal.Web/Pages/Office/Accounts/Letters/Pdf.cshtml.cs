using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Letters;

/// <summary>One letter on paper, from its frozen page. Every look is recorded.</summary>
public sealed class PdfModel(PortalDbContext db, RecordCustomerView recordView, NoticePdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid notice, CancellationToken ct)
    {
        var account = db.CustomerAccounts.Where(a => a.Id == id);
        if (await AccountNotices.FindAsync(db, account, notice, false, ct) is not { } found) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return Redirect($"/office/accounts/{id}/why");
        }

        return File(
            pdf.Make(found), "application/pdf",
            NoticePdf.FileName(found, CultureInfo.GetCultureInfo($"{found.Language}-US")));
    }
}
