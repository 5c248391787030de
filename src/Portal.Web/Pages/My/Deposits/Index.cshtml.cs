using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.SecurityDeposits;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Deposits;

/// <summary>What the city holds for a resident, asks them for, and when it goes back.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public ResidentDeposits Deposits { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Deposits = await ResidentDeposits.OfAsync(db, db.VisibleTo(User.Id()), clock.Today, ct);
}
