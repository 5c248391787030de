using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.Staff.Reviews;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team;

/// <summary>One review: each person confirmed or to be changed by somebody else; closed; a file of it.</summary>
public sealed class ReviewModel(
    PortalDbContext db, AnswerReview answer, CloseReview close, Words<TeamBook> words) : TeamPage(db, words)
{
    /// <summary>Whom the answer is about.</summary>
    [BindProperty]
    public Guid Person { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public ReviewRecord Record { get; private set; } = null!;

    public bool IsMe(ReviewRecord.Row row) => row.Item.UserId == User.Id();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await ReviewRecord.OfAsync(Db, id, ct) is not { } record) { return NotFound(); }

        Record = record;
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(Guid id, CancellationToken ct)
    {
        if (await ReviewRecord.OfAsync(Db, id, ct) is not { } record) { return NotFound(); }

        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord(
                [Said["Col_Name"], Said["Col_Email"], Said["Col_Role"], Said["State_Suspended"],
                    Said["Col_Answer"], Said["Review_Note"], Said["Col_By"], Said["Col_When"]]);
            foreach (var row in record.Rows)
            {
                csv.WriteRecord(
                    [row.Name, row.Email, Say(row.Roles), Said[row.Item.Suspended ? "Yes" : "No"],
                        Said[row.Item.Answer is { } said ? $"Answer_{said}" : "Answer_None"], row.Item.Note,
                        row.AnsweredBy ?? "",
                        row.Item.AnsweredAt?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? ""]);
            }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"access-{record.Review.QuarterOn:yyyy-MM-dd}.csv");
    }

    public Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        SayAsync(id, AccessAnswer.Confirmed, ct);

    public Task<IActionResult> OnPostChangeAsync(Guid id, CancellationToken ct) =>
        SayAsync(id, AccessAnswer.ToChange, ct);

    public async Task<IActionResult> OnPostCloseAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        await close.RunAsync(new(id, Me), ct), "Closed", () => OnGetAsync(id, ct));

    private async Task<IActionResult> SayAsync(Guid id, AccessAnswer said, CancellationToken ct) => await AnswerAsync(
        await answer.RunAsync(new(id, Person, said, Note, Me), ct), "Answered", () => OnGetAsync(id, ct));
}
