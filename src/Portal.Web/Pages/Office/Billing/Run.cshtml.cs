using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing;

/// <summary>One bill run: what was found, what it would bill, release, progress, results.</summary>
public sealed class RunModel(
    PortalDbContext db, ReleaseBillRun release, StopBillRun stop, IAuthorizationService permissions,
    BusinessClock clock) : PageModel
{
    private const string RefreshSeconds = "5";

    /// <summary>True to leave the page as it is while the run goes on.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Still { get; set; }

    public RunOverview Overview { get; private set; } = null!;

    public bool MayPrepare { get; private set; }

    /// <summary>Why this person cannot release it now; null when they can.</summary>
    public string? WhyNotRelease { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (!Still && Overview.Run is { IsUnderWay: true, StoppedAt: null })
        {
            Response.Headers["Refresh"] = RefreshSeconds;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, string seen, CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.ReleaseBills)).Succeeded) { return Forbid(); }

        return await ShowAsync(id, await release.RunAsync(new(id, seen, Actor.Staff(User.Id())), ct), ct);
    }

    public async Task<IActionResult> OnPostStopAsync(Guid id, StopBillRun.Wish wish, CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded) { return Forbid(); }

        return await ShowAsync(id, await stop.RunAsync(new(id, wish, Actor.Staff(User.Id())), ct), ct);
    }

    private async Task<IActionResult> ShowAsync(Guid id, Outcome<BillRun> outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<BillRun>.Done:
                return RedirectToPage(new { id });
            case Outcome<BillRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await RunOverview.OfAsync(db, id, ct) is not { } overview) { return false; }

        Overview = overview;
        MayPrepare = (await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded;
        var mayRelease = (await permissions.AuthorizeAsync(User, Can.ReleaseBills)).Succeeded;
        WhyNotRelease = mayRelease
            ? ReleaseBillRun.WhyNot(overview.Run, Actor.Staff(User.Id()), clock.Today)?.Reason
            : new Refusal("Run_ReleaseNotAllowed").Reason;
        return true;
    }
}
