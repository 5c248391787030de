using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.LateCharges;

/// <summary>The runs of late charges, and a new preview.</summary>
public sealed class IndexModel(PortalDbContext db, PreviewLateCharges preview) : PageModel
{
    [BindProperty]
    public Guid RunId { get; set; }

    public IReadOnlyList<LateChargeRunSummary> Runs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        RunId = Guid.CreateVersion7();
        Runs = await LateChargeRunSummary.LatestAsync(db, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await preview.RunAsync(new(RunId, Actor.Staff(User.Id())), ct))
        {
            case Outcome<LateChargeRun>.Done(var run):
                return RedirectToPage("Run", new { run.Id });
            case Outcome<LateChargeRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
