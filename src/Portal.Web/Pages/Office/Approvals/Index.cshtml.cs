using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Data;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>What waits for a second person, oldest first.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<WaitingApproval> Waiting { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Waiting = await WaitingApproval.AllAsync(db, ct);
}
