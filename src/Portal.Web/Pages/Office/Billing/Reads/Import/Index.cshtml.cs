using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Reads.Imports;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads.Import;

/// <summary>Brings a file of reads to be checked, and lists those that came.</summary>
[RequestSizeLimit(LargestFile)]
[TakesFiles(LargestFile)]
public sealed class IndexModel(
    PortalDbContext db, CheckImport checkImport, SampleReads sampleReads, ExceptionActs acts, CityProfile city,
    Words<ReadsBook> words) : PageModel
{
    /// <summary>In bytes: a month of hourly intervals of a small city.</summary>
    private const long LargestFile = 512L * 1024 * 1024;

    private const int Shown = 30;

    [BindProperty]
    public Guid Operation { get; set; } = Guid.CreateVersion7();

    [BindProperty]
    public IFormFile? Upload { get; set; }

    [BindProperty]
    public Guid? Profile { get; set; }

    public bool MayKeep { get; private set; }

    public IReadOnlyList<SelectListItem> Profiles { get; private set; } = [];

    public IReadOnlyList<ReadImport> Past { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    /// <summary>A file to try it with, in a demo city only.</summary>
    public async Task<IActionResult> OnGetSampleAsync(CancellationToken ct) =>
        city.Demo && await sampleReads.RunAsync(ct) is { } sample
            ? File(sample.File, "text/csv; charset=utf-8", $"reads-{sample.Cycle}.csv")
            : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await acts.MayAsync(User, Can.KeepReads)) { return Forbid(); }

        if (Upload is null)
        {
            ModelState.AddModelError(nameof(Upload), words["Upload_Missing"]);
            return await AgainAsync(ct);
        }

        await using var file = Upload.OpenReadStream();
        switch (await checkImport.RunAsync(
            new(Operation, Upload.FileName, file, Profile, Actor.Staff(User.Id())), ct))
        {
            case Outcome<ReadImport>.Done(var import):
                return RedirectToPage("File", new { import.Id });
            case Outcome<ReadImport>.Refused(var refusal):
                ModelState.AddModelError(nameof(Profile), refusal.Reason);
                return await AgainAsync(ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<IActionResult> AgainAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        var profiles = await db.Set<SavedReadProfile>().AsNoTracking().OrderBy(p => p.Name)
            .Select(p => new { p.Id, p.Name }).ToListAsync(ct);
        // With one sender there is nothing to choose.
        Profile ??= profiles.Count == 1 && !Request.HasFormContentType ? profiles[0].Id : null;
        Profiles =
        [
            new(words["Upload_GreenButton"], "", Profile is null),
            .. profiles.Select(p => new SelectListItem(p.Name, p.Id.ToString(), p.Id == Profile)),
        ];
        Past = await db.Set<ReadImport>().AsNoTracking().Where(i => i.State != ReadImportState.Discarded)
            .OrderByDescending(i => i.UploadedAt).Take(Shown).ToListAsync(ct);
    }
}
