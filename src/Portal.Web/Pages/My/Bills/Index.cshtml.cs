using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Bills;

/// <summary>All bills of a resident's accounts, newest first.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public BillList Bills { get; private set; } = null!;

    /// <param name="account">Only this account's; bills of an account that is not theirs are simply none.</param>
    /// <param name="number">The page, from 1.</param>
    public async Task OnGetAsync(
        Guid? account, [FromQuery(Name = "page")] int? number, CancellationToken ct) =>
        Bills = await BillList.ForAsync(db, User.Id(), account, number ?? 1, ct);
}
