using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Printing;

/// <summary>
/// One batch: its file and manifest, when it was mailed, what must be pulled from it, printing it or a bill of it
/// again. Whose names are shown, or taken away in a file, is recorded.
/// </summary>
public sealed class BatchModel(
    PortalDbContext db, DownloadBatch download, ReadBatch read, MarkBatchMailed markMailed, ReprintBatch reprint,
    ReprintBill reprintBill, RecordListedCustomers recordListed, IAuthorizationService permissions,
    BusinessClock clock) : PageModel
{
    private const string ListPage = "/office/billing/print/batches";

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    [BindProperty]
    public BatchInput Input { get; set; } = new();

    public PrintBatchRecord Record { get; private set; } = null!;

    public bool MayPrint { get; private set; }

    /// <summary>An actor's name for people.</summary>
    public string NameOf(string? actor) => actor is null ? "" : Record.Names.GetValueOrDefault(actor, actor);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { ReprintId = Guid.CreateVersion7(), MailedOn = clock.Today };
        return await ShowAsync(id, ct);
    }

    public Task<IActionResult> OnPostFileAsync(Guid id, CancellationToken ct) => TakeAsync(id, BatchPart.File, ct);

    public Task<IActionResult> OnPostManifestAsync(Guid id, CancellationToken ct) =>
        TakeAsync(id, BatchPart.Manifest, ct);

    public async Task<IActionResult> OnPostMailedAsync(Guid id, CancellationToken ct) => await MayAsync()
        ? await AnswerAsync(
            id, await markMailed.RunAsync(new(id, Input.MailedOn, Input.PulledSeen, Me), ct), nameof(Input.MailedOn),
            ct)
        : Forbid();

    public async Task<IActionResult> OnPostReprintAsync(Guid id, CancellationToken ct)
    {
        if (!await MayAsync()) { return Forbid(); }

        var outcome = await reprint.RunAsync(new(Input.ReprintId, id, Input.Reason, Me), ct);
        return outcome is Outcome<PrintRun>.Done(var run)
            ? RedirectToPage("Run", new { run.Id })
            : await AnswerAsync(id, outcome, nameof(Input.Reason), ct);
    }

    public async Task<IActionResult> OnPostReprintBillAsync(Guid id, CancellationToken ct) => await MayAsync()
        ? await AnswerAsync(
            id, await reprintBill.RunAsync(new(id, Input.No ?? 0, Input.BillReason, Me), ct),
            string.IsNullOrWhiteSpace(Input.BillReason) ? nameof(Input.BillReason) : nameof(Input.No), ct)
        : Forbid();

    private Actor Me => Actor.Staff(User.Id());

    private async Task<bool> MayAsync() => (await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded;

    private async Task<IActionResult> TakeAsync(Guid id, BatchPart what, CancellationToken ct)
    {
        if (!await MayAsync()) { return Forbid(); }

        var outcome = await download.RunAsync(new(id, what, Me), ct);
        if (outcome is not Outcome<PrintBatch>.Done(var batch)) { return await AnswerAsync(id, outcome, "", ct); }

        await ListedAsync(await PrintBatchRecord.AccountsAsync(db, id, ct), ct);
        var name = $"bills-batch-{batch.Number}.{(what == BatchPart.File ? "pdf" : "csv")}";
        Response.ContentType = what == BatchPart.File ? "application/pdf" : "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        Response.Headers.CacheControl = "no-store";
        if (what == BatchPart.File)
        {
            Response.ContentLength = batch.FileBytes;
            await read.FileAsync(id, Response.Body, ct);
        }
        else
        {
            await using var text = new StreamWriter(
                Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            await read.ManifestAsync(batch, text, ct);
        }

        return new EmptyResult();
    }

    private async Task<IActionResult> AnswerAsync<T>(Guid id, Outcome<T> outcome, string field, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<T>.Done:
                return RedirectToPage(new { id });
            case Outcome<T>.Refused(var refusal):
                ModelState.AddModelError(field == "" ? "" : $"{nameof(Input)}.{field}", refusal.Reason);
                return await ShowAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await PrintBatchRecord.OfAsync(db, id, Number, ct) is not { } record) { return NotFound(); }

        (Record, Number, MayPrint) = (record, record.Page, await MayAsync());
        await ListedAsync(record.Lines.Concat(record.Pulled).Select(l => l.AccountId), ct);
        return Page();
    }

    private Task<int> ListedAsync(IEnumerable<Guid> accounts, CancellationToken ct) => recordListed.RunAsync(
        new(User.Id(), accounts, ListPage, HttpContext.Connection.RemoteIpAddress?.ToString()), ct);
}

/// <summary>What can be filled in on a batch's page, in any of its forms.</summary>
public sealed class BatchInput
{
    /// <summary>Bills to pull, as the page showed them.</summary>
    public int PulledSeen { get; set; }

    public DateOnly? MailedOn { get; set; }

    public Guid ReprintId { get; set; }

    public string? Reason { get; set; }

    /// <summary>Place of a bill in the batch.</summary>
    public int? No { get; set; }

    public string? BillReason { get; set; }
}
