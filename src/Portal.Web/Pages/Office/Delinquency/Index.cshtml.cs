using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>How many accounts stand where, the runs that move them, and a new preview.</summary>
public sealed class IndexModel(PortalDbContext db, PreviewDelinquencyRun preview) : PageModel
{
    [BindProperty]
    public Guid RunId { get; set; }

    public IReadOnlyList<(CaseState State, int Accounts)> States { get; private set; } = [];

    public IReadOnlyList<DelinquencyRunSummary> Runs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        RunId = Guid.CreateVersion7();
        States = await CaseList.StatesAsync(db, ct);
        Runs = await DelinquencyRunSummary.LatestAsync(db, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await preview.RunAsync(new(RunId, Actor.Staff(User.Id())), ct))
        {
            case Outcome<DelinquencyRun>.Done(var run):
                return RedirectToPage("Run", new { run.Id });
            case Outcome<DelinquencyRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
