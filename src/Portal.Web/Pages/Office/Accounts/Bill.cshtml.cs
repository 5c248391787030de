using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>One bill as its customer sees it, to read only. Every look is recorded as one at the account is.</summary>
public sealed class BillModel(PortalDbContext db, RecordCustomerView recordView) : PageModel
{
    public BillStatement Statement { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await OfficeBill.FindAsync(db, id, bill, ct) is not { } statement) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("Why", new { id, bill });
        }

        Statement = statement;
        return Page();
    }
}

/// <summary>A bill of any customer, as the office may see it.</summary>
internal static class OfficeBill
{
    /// <summary>Null when the account has no such bill. The PIN is shown by its own page, against a reason.</summary>
    public static async Task<BillStatement?> FindAsync(
        PortalDbContext db, Guid account, Guid bill, CancellationToken ct) =>
        await BillStatement.ForAsync(db, db.CustomerAccounts.Where(a => a.Id == account), bill, ct) is { } statement
            ? statement with { Pin = "••••••" }
            : null;
}
