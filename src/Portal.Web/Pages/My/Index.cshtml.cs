using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Web.Security;

namespace Portal.Web.Pages.My;

/// <summary>
/// A resident's first page: for each account what is owed, by when, and what to do. Many accounts are a list that is
/// searched, from which one is opened.
/// </summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    /// <summary>From here on accounts are a list.</summary>
    public const int Many = 3;

    public HomeOverview Home { get; private set; } = null!;

    /// <summary>Words of a place or digits of a number, to find one of many accounts.</summary>
    [FromQuery(Name = "q")]
    public string? Find { get; set; }

    /// <summary>The one of many accounts that is opened.</summary>
    [FromQuery(Name = "account")]
    public Guid? Opened { get; set; }

    public bool IsList => Home.Accounts.Count >= Many && Home.Accounts.All(a => a.Id != Opened);

    /// <summary>As cards: few accounts, or the opened one.</summary>
    public IEnumerable<AccountOverview> Cards =>
        IsList ? [] : Home.Accounts.Where(a => Home.Accounts.Count < Many || a.Id == Opened);

    /// <summary>As rows: of many accounts those that fit what is looked for.</summary>
    public IReadOnlyList<AccountOverview> Rows =>
        IsList ? [.. Home.Accounts.Where(Fits).OrderBy(a => a.Place, StringComparer.CurrentCulture)] : [];

    public Usd RowsToPay => Rows.Select(a => a.ToPay).Sum();

    public async Task OnGetAsync(CancellationToken ct) =>
        Home = await HomeOverview.ForAsync(db, User.Id(), clock, ct);

    private bool Fits(AccountOverview account) => (Find ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => $"{account.Place} {account.Number}".Contains(word, StringComparison.CurrentCultureIgnoreCase));
}
