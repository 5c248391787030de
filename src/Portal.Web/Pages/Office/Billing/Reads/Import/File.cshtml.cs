using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Imports;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Reads.Import;

/// <summary>What a file holds before it is taken, then how far it has come. Refreshes itself without script.</summary>
public sealed class FileModel(PortalDbContext db, ConfirmImport confirmImport, DiscardImport discardImport,
    ExceptionActs acts) : PageModel
{
    private const int FaultsPerPage = 100;
    private const string RefreshSeconds = "5";

    /// <summary>True to leave the page as it is while the reads are taken.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Still { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public ReadImport Import { get; private set; } = null!;

    public IReadOnlyList<ReadImportRow> Faults { get; private set; } = [];

    public int Pages { get; private set; }

    public bool MayKeep { get; private set; }

    public int Percent => Import.RowCount == 0 ? 0 : (int)(Import.Taken * 100 / Import.RowCount);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (!Still && Import.State == ReadImportState.Confirmed) { Response.Headers["Refresh"] = RefreshSeconds; }

        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        await acts.MayAsync(User, Can.KeepReads)
            ? await AnswerAsync(id, await confirmImport.RunAsync(new(id, Actor.Staff(User.Id())), ct), ct)
            : Forbid();

    public async Task<IActionResult> OnPostDiscardAsync(Guid id, CancellationToken ct) =>
        await acts.MayAsync(User, Can.KeepReads)
            ? await AnswerAsync(id, await discardImport.RunAsync(new(id), ct), ct)
            : Forbid();

    private async Task<IActionResult> AnswerAsync(Guid id, Outcome<ReadImport> outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<ReadImport>.Done({ State: ReadImportState.Discarded }):
                return RedirectToPage("Index");
            case Outcome<ReadImport>.Done:
                return RedirectToPage(new { id });
            case Outcome<ReadImport>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<ReadImport>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } import)
        {
            return false;
        }

        Import = import;
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        var faults = db.Set<ReadImportRow>().AsNoTracking()
            .Where(r => r.ReadImportId == id && r.Outcome == ReadRowOutcome.Fault);
        Pages = Math.Max(1, (await faults.CountAsync(ct) + FaultsPerPage - 1) / FaultsPerPage);
        Number = Math.Clamp(Number, 1, Pages);
        Faults = await faults.OrderBy(r => r.No).Skip((Number - 1) * FaultsPerPage).Take(FaultsPerPage).ToListAsync(ct);
        return true;
    }
}
