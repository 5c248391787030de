using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>The versions of the rules before a shut-off.</summary>
public sealed class PacksModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public IReadOnlyList<PackList.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Rows = await PackList.LatestAsync(db, clock.Today, ct);
}
