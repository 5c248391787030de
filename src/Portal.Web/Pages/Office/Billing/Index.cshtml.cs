using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing;

/// <summary>The calendar of billing: what is due, what is under way, what is stuck.</summary>
public sealed class IndexModel(
    PortalDbContext db, StartBillRun startRun, IAuthorizationService permissions, BusinessClock clock) : PageModel
{
    public BillingDesk Desk { get; private set; } = null!;

    public bool MayPrepare { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostPrepareAsync(Guid period, CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded) { return Forbid(); }

        switch (await startRun.RunAsync(new(period, Actor.Staff(User.Id())), ct))
        {
            case Outcome<BillRun>.Done(var run):
                return RedirectToPage("Run", new { run.Id });
            case Outcome<BillRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Desk = await BillingDesk.NowAsync(db, clock.Today, ct);
        MayPrepare = (await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded;
    }
}
