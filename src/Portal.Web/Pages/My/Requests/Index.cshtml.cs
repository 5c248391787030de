using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>All that a resident asked, and where to ask.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public RequestList Requests { get; private set; } = null!;

    public IReadOnlyList<Credit> Credits { get; private set; } = [];

    /// <summary>A credit that may be asked back.</summary>
    public sealed record Credit(Guid AccountId, string MaskedNumber, string Place, Usd Amount);

    /// <param name="number">The page, from 1.</param>
    public async Task OnGetAsync([FromQuery(Name = "page")] int? number, CancellationToken ct)
    {
        Requests = await RequestList.OfAsync(db, User.Id(), number ?? 1, ct);
        var owing = await (
            from account in db.ManagedBy(User.Id())
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Balance < Usd.Zero
            orderby account.Number
            select new { account, premise.Line1 }).AsNoTracking().ToListAsync(ct);
        Credits =
        [
            .. owing.Where(a => a.account.Due.IsNegative)
                .Select(a => new Credit(a.account.Id, a.account.MaskedNumber, a.Line1, -a.account.Due)),
        ];
    }
}
