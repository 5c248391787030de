using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Printing;

/// <summary>One print run: how far it is, and the batches it has made. Refreshes itself without script.</summary>
public sealed class RunModel(PortalDbContext db, StopPrintRun stop, IAuthorizationService permissions) : PageModel
{
    private const string RefreshSeconds = "5";

    /// <summary>True to leave the page as it is while the run goes on.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Still { get; set; }

    public PrintRunProgress Progress { get; private set; } = null!;

    public IReadOnlyList<PrintBatch> Batches { get; private set; } = [];

    /// <summary>Bills that could not be drawn and are back in the queue.</summary>
    public IReadOnlyList<PrintFault.Row> Faults { get; private set; } = [];

    public bool MayPrint { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (!Still && Progress.Run is { State: PrintRunState.Printing, StoppedAt: null })
        {
            Response.Headers["Refresh"] = RefreshSeconds;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostStopAsync(Guid id, bool resume, CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded) { return Forbid(); }

        switch (await stop.RunAsync(new(id, resume, Actor.Staff(User.Id())), ct))
        {
            case Outcome<PrintRun>.Done:
                return RedirectToPage(new { id });
            case Outcome<PrintRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<PrintRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return false;
        }

        Progress = await PrintRunProgress.OfAsync(db, run, ct);
        Batches = await db.Set<PrintBatch>().Where(b => b.PrintRunId == id).OrderBy(b => b.Number)
            .AsNoTracking().ToListAsync(ct);
        Faults = await PrintFault.OfAsync(db, id, ct);
        MayPrint = (await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded;
        return true;
    }
}
