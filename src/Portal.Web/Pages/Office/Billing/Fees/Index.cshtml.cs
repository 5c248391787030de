using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;

namespace Portal.Web.Pages.Office.Billing.Fees;

/// <summary>The fee table: what holds today, what comes, what is drafted.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public IReadOnlyList<FeeTable.Shelf> Shelves { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Shelves = await FeeTable.ShelvesAsync(db, clock.Today, ct);
}
