using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Notices.Printing;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Letters;

/// <summary>
/// One batch of letters: its file and manifest, the post's certificate of mailing, printing a letter of it again. Whose
/// names are shown, or taken away in a file, is recorded.
/// </summary>
public sealed class BatchModel(
    PortalDbContext db, ReadNoticeBatch read, RecordNoticeMailing recordMailing, ReprintNotice reprint,
    RecordListedCustomers recordListed, BusinessClock clock) : PageModel
{
    private const string ListPage = "/office/letters/batches";

    private Dictionary<string, string> _people = [];

    [BindProperty]
    public LetterBatchInput Input { get; set; } = new();

    public NoticeDesk.Printed Printed { get; private set; } = null!;

    public IReadOnlyList<ReadNoticeBatch.Row> Lines { get; private set; } = [];

    public bool MayPrint => User.May(Can.PrepareBills);

    /// <summary>Of the file: 12.3.</summary>
    public string Megabytes =>
        Math.Max(0.1, Printed.Batch.FileBytes / 1_000_000.0).ToString("0.0", CultureInfo.CurrentCulture);

    /// <summary>What an act just did, by the key of its sentence.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The person behind an actor's name.</summary>
    public string NameOf(string actor) => _people.GetValueOrDefault(actor, actor.Split(':')[^1]);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { On = clock.Today };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostFileAsync(Guid id, CancellationToken ct)
    {
        if (await read.FileAsync(id, ct) is not { } file || await ShowAsync(id, ct) is NotFoundResult)
        {
            return NotFound();
        }

        return File(file, "application/pdf", $"letters-batch-{Printed.Batch.Number}.pdf");
    }

    public async Task<IActionResult> OnPostManifestAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is NotFoundResult) { return NotFound(); }

        var manifest = Encoding.UTF8.GetBytes(await read.ManifestAsync(id, ct));
        return File(manifest, "text/csv; charset=utf-8", $"letters-batch-{Printed.Batch.Number}.csv");
    }

    public async Task<IActionResult> OnPostMailedAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await recordMailing.RunAsync(new(id, Input.On, Input.Certificate, Input.Pieces, Me), ct), "Done_Mailed",
        ct);

    public async Task<IActionResult> OnPostReprintAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await reprint.RunAsync(new(id, Input.No ?? 0, Input.Reason, Me), ct), "Done_Reprint", ct);

    private Actor Me => Actor.Staff(User.Id());

    private async Task<IActionResult> AnswerAsync<T>(Guid id, Outcome<T> outcome, string done, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<T>.Done:
                Done = done;
                return RedirectToPage(new { id });
            case Outcome<T>.Refused(var refusal):
                ModelState.AddModelError(LetterBatchInput.FieldOf(refusal.Key), refusal.Reason);
                return await ShowAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await NoticeDesk.BatchAsync(db, id, ct) is not { } printed) { return NotFound(); }

        (Printed, Lines) = (printed, await read.LinesAsync(id, ct));
        _people = await TemplateShelf.PeopleAsync(db, ct);
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        await recordListed.RunAsync(new(User.Id(), Lines.Select(l => l.AccountId), ListPage, address), ct);
        return Page();
    }
}

/// <summary>What can be filled in on the page of a batch of letters.</summary>
public sealed class LetterBatchInput
{
    /// <summary>Day on which the post took it.</summary>
    public DateOnly? On { get; set; }

    public string? Certificate { get; set; }

    /// <summary>Letters that the post counted.</summary>
    public int? Pieces { get; set; }

    /// <summary>Place of a letter in the batch.</summary>
    public int? No { get; set; }

    public string? Reason { get; set; }

    /// <summary>The field that a refusal is about.</summary>
    public static string FieldOf(string refusal) => refusal switch
    {
        "Print_DayMissing" or "Print_DayWrong" => "Input.On",
        "Notice_CertificateMissing" => "Input.Certificate",
        "Notice_PiecesDiffer" => "Input.Pieces",
        "Print_NoSuchLine" => "Input.No",
        "Print_ReasonMissing" => "Input.Reason",
        _ => "",
    };
}
