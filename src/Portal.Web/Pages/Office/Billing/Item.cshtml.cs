using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing;

/// <summary>One account's bill of a run, issued or not, with the reason for every line. The look is recorded.</summary>
public sealed class ItemModel(PortalDbContext db, RunChunks chunks, RecordCustomerView recordView) : PageModel
{
    public MockBill Mock { get; private set; } = null!;

    public Guid RunId { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid account, CancellationToken ct)
    {
        if (await MockBill.OfAsync(db, chunks, id, account, ct) is not { } mock) { return NotFound(); }

        (Mock, RunId) = (mock, id);
        await recordView.RunAsync(
            new(User.Id(), account, Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString())
            {
                Reason = "billing",
            },
            ct);
        return Page();
    }
}
