using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My;

/// <summary>A resident's first page: for each account what is owed, by when, and what to do.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public HomeOverview Home { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Home = await HomeOverview.ForAsync(db, User.Id(), clock.Today, ct);
}
