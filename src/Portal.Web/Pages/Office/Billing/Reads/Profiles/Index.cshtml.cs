using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Reads.Imports;

namespace Portal.Web.Pages.Office.Billing.Reads.Profiles;

/// <summary>How the city's senders write their files.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<SavedReadProfile> Profiles { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Profiles = await db.Set<SavedReadProfile>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(ct);
}
