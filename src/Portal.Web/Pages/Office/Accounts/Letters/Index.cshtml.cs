using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Letters;

/// <summary>Letters that the rules sent to an account. Every look is recorded.</summary>
public sealed class IndexModel(PortalDbContext db, RecordCustomerView recordView) : PageModel
{
    public CustomerAccount Account { get; private set; } = null!;

    public string CustomerName { get; private set; } = "";

    public IReadOnlyList<AccountNotices.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
        {
            return NotFound();
        }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return Redirect($"/office/accounts/{id}/why");
        }

        Account = account;
        CustomerName = await db.Customers.Where(c => c.Id == account.CustomerId).Select(c => c.Name).SingleAsync(ct);
        Rows = await AccountNotices.ListAsync(db, db.CustomerAccounts.Where(a => a.Id == id), false, ct);
        return Page();
    }
}
