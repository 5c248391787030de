using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// One bill as a PDF in the language its customer gets it in, without the PIN. Every look is recorded.
/// </summary>
public sealed class BillPdfModel(PortalDbContext db, RecordCustomerView recordView, BillPdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await OfficeBill.FindAsync(db, id, bill, ct) is not { } statement) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("Why", new { id, bill });
        }

        var culture = CultureInfo.GetCultureInfo($"{statement.Language}-US");
        return File(pdf.Make(statement, culture), "application/pdf", BillPdf.FileName(statement, culture));
    }
}
