using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Use;

/// <summary>Leads to the use of the one account, or lets choose among several.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<Row> Accounts { get; private set; } = [];

    /// <summary>An account to choose.</summary>
    public sealed record Row(Guid Id, string Place, string MaskedNumber);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Accounts = (await (
            from account in db.VisibleTo(User.Id())
            join premise in db.Premises on account.PremiseId equals premise.Id
            orderby premise.Line1, account.Number
            select new { account.Id, account.Number, premise.Line1, premise.Line2 }).ToListAsync(ct))
            .ConvertAll(a => new Row(
                a.Id, a.Line2 is null ? a.Line1 : $"{a.Line1}, {a.Line2}", CustomerAccount.Mask(a.Number)));
        return Accounts is [var only] ? RedirectToPage("Account", new { only.Id }) : Page();
    }
}
