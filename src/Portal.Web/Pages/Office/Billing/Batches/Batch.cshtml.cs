using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Batches;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Billing.Batches;

/// <summary>What a file of adjustments would post, its release by a second person, and how far it has come.</summary>
public sealed class BatchModel(
    PortalDbContext db, ReleaseBatch release, MoveBatch move, RecordListedCustomers recordListed, BusinessClock clock)
    : PageModel
{
    private const string RefreshSeconds = "5";

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public BatchPreview Preview { get; private set; } = null!;

    /// <summary>Why this person cannot release it, or let it go on; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    public bool MayMove => User.May(Can.AdjustAccounts);

    /// <summary>Who approves may stop what runs, also where they bring no files themselves.</summary>
    public bool MayHalt => !MayMove && User.May(Can.ApproveAdjustments);

    public static Tone ToneOf(BatchState state) => state switch
    {
        BatchState.Checked or BatchState.Stopped => Tone.Warn,
        BatchState.Refused => Tone.Bad,
        BatchState.Released => Tone.Info,
        BatchState.Done => Tone.Good,
        _ => Tone.Quiet,
    };

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (Preview.Batch.State == BatchState.Released) { Response.Headers["Refresh"] = RefreshSeconds; }

        return Page();
    }

    /// <summary>What was refused, with the reasons, as a file.</summary>
    public async Task<TableFileResult> OnGetRefusedAsync(
        Guid id, [FromQuery(Name = "as")] string? form, CancellationToken ct)
    {
        var rows = await BatchPreview.RefusedAsync(db, id, ct);
        await RecordAsync(rows, ct);
        return new("refused", ["number", "account", "reason", "amount", "note", "why"],
            rows.Select(Line).ToAsyncEnumerable(), form);
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await release.RunAsync(new(id, Actor.Staff(User.Id())), ct), ct);

    public Task<IActionResult> OnPostStopAsync(Guid id, CancellationToken ct) => MoveAsync(id, BatchState.Stopped, ct);

    /// <summary>The same by whoever only approves.</summary>
    public Task<IActionResult> OnPostHaltAsync(Guid id, CancellationToken ct) => MoveAsync(id, BatchState.Stopped, ct);

    public Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, BatchState.Released, ct);

    public Task<IActionResult> OnPostDiscardAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, BatchState.Discarded, ct);

    private static IReadOnlyList<object?> Line(BatchPreview.Row row) =>
    [
        row.Of.Line, row.AccountNumber, row.Of.Reason, row.Of.Amount.ToDollars(), row.Of.Note, row.Of.WhyInWords,
    ];

    private async Task<IActionResult> MoveAsync(Guid id, BatchState to, CancellationToken ct) =>
        await AnswerAsync(id, await move.RunAsync(new(id, to, Actor.Staff(User.Id())), ct), ct);

    private async Task<IActionResult> AnswerAsync(Guid id, Outcome<AdjustmentBatch> outcome, CancellationToken ct)
    {
        if (outcome is not Outcome<AdjustmentBatch>.Refused(var refusal)) { return RedirectToPage(new { id }); }

        ModelState.AddModelError("", refusal.Reason);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (await BatchPreview.OfAsync(db, id, Number, language, clock, ct) is not { } preview) { return false; }

        Preview = preview;
        WhyNot = User.May(Can.ApproveAdjustments)
            ? await ReleaseBatch.WhyNotAsync(db, preview.Batch, Actor.Staff(User.Id()), clock, ct)
            : new("Batch_ReleasedByOthers");
        await RecordAsync(preview.Rows, ct);
        return true;
    }

    private Task<int> RecordAsync(IEnumerable<BatchPreview.Row> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.Of.CustomerAccountId), ct);
}
