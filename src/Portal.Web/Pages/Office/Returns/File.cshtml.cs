using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>What a bank's file holds before it is booked, then how far it has come.</summary>
public sealed class FileModel(PortalDbContext db, ConfirmBankFile confirm, DiscardBankFile discard) : PageModel
{
    private const int RowsPerPage = 100;
    private const string RefreshSeconds = "5";

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public BankFile BankFile { get; private set; } = null!;

    public IReadOnlyList<BankFileRow> Rows { get; private set; } = [];

    public IReadOnlyList<BankFileFault> Faults { get; private set; } = [];

    public IReadOnlyList<(BankRowOutcome Outcome, int Count)> Counts { get; private set; } = [];

    public int Pages { get; private set; }

    public int ToBook => Counts.Where(c => c.Outcome == BankRowOutcome.Matched).Sum(c => c.Count);

    public static Tone ToneOf(BankFileState state) => state switch
    {
        BankFileState.Checked => Tone.Warn,
        BankFileState.Refused => Tone.Bad,
        BankFileState.Confirmed => Tone.Info,
        BankFileState.Done => Tone.Good,
        _ => Tone.Quiet,
    };

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (BankFile.State == BankFileState.Confirmed) { Response.Headers["Refresh"] = RefreshSeconds; }

        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await confirm.RunAsync(new(id, Actor.Staff(User.Id())), ct), ct);

    public async Task<IActionResult> OnPostDiscardAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await discard.RunAsync(new(id), ct), ct);

    private async Task<IActionResult> AnswerAsync(Guid id, Outcome<BankFile> outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<BankFile>.Done({ State: BankFileState.Discarded }):
                return RedirectToPage("Import");
            case Outcome<BankFile>.Done:
                return RedirectToPage(new { id });
            case Outcome<BankFile>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await db.Set<BankFile>().AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is not { } file)
        {
            return false;
        }

        BankFile = file;
        var rows = db.Set<BankFileRow>().AsNoTracking().Where(r => r.BankFileId == id);
        var counts = await rows.GroupBy(r => r.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        // Of a file that is refused nothing will become anything.
        Counts = file.State == BankFileState.Refused
            ? [] : [.. counts.OrderBy(c => c.Key).Select(c => (c.Key, c.Count))];
        Pages = Math.Max(1, (counts.Sum(c => c.Count) + RowsPerPage - 1) / RowsPerPage);
        Number = Math.Clamp(Number, 1, Pages);
        // What waits for a person comes first.
        Rows = await rows.OrderByDescending(r => r.Outcome == BankRowOutcome.Unmatched).ThenBy(r => r.Line)
            .Skip((Number - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct);
        Faults = await db.Set<BankFileFault>().AsNoTracking().Where(f => f.BankFileId == id).OrderBy(f => f.No)
            .Take(RowsPerPage).ToListAsync(ct);
        return true;
    }
}
