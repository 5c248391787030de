using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Payments.Arrangements;

namespace Portal.Web.Pages.Office.Accounts.Plan;

/// <summary>An agreement to print for a customer, in the customer's language.</summary>
public sealed class AgreementModel(PortalDbContext db, AgreementPdf pdf, CustomerLook look) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid arrangement, CancellationToken ct)
    {
        if (await AgreementStatement.OfAsync(db, db.CustomerAccounts.Where(a => a.Id == id), arrangement, ct)
            is not { } statement)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        var language = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == id
            select customer.Language).SingleAsync(ct);
        var culture = CultureInfo.GetCultureInfo($"{language}-US");
        return File(pdf.Make(statement, culture), "application/pdf", AgreementPdf.FileName(culture));
    }
}
