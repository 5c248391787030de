using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>What waits for a second person, oldest first.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<WaitingApproval> Waiting { get; private set; } = [];

    /// <summary>Refunds, which have an answer page of their own; the oldest of them.</summary>
    public RefundList Refunds { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Waiting = await WaitingApproval.AllAsync(db, ct);
        Refunds = await RefundList.OfAsync(db, RefundList.Part.Requested, page: 1, ct);
    }
}
