using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>One request: where it stands, what was written, and what its asker can still do.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[RequestFormLimits(MultipartBodyLengthLimit = ReadUploads.LargestForm)]
public sealed class RequestModel(
    PortalDbContext db, WriteMessage write, WithdrawRequest withdraw, RateAnswer rate, BusinessClock clock,
    Words<RequestsBook> words) : PageModel
{
    [BindProperty]
    public Message Input { get; set; } = new();

    [BindProperty]
    public Stars Rating { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RequestDone { get; set; }

    public RequestRecord Record { get; private set; } = null!;

    /// <summary>They asked it themselves, not another of the account.</summary>
    public bool IsMine => Record.Request.UserId == User.Id();

    /// <summary>They may write to it and take it back.</summary>
    public bool MayAct { get; private set; }

    public bool MayWrite => MayAct && WhyNotWrite is null;

    public Refusal? WhyNotWrite => WriteMessage.WhyNot(Record.Request, clock.Now);

    public bool Reopens => Record.Request.State is RequestState.Answered or RequestState.Closed;

    public IEnumerable<Choice> Scores =>
        Enumerable.Range(1, 5).Reverse().Select(score => new Choice($"{score}", words[$"Score_{score}"]));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostWriteAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? await AnswerAsync(id, Reopens ? "Reopened" : "Wrote", await write.RunAsync(
                new(Input.OperationId, id, User.Id(), Input.Words, await ReadUploads.RunAsync(Input.Files, ct)), ct),
                ct)
            : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? await AnswerAsync(
                id, "Withdrawn", await withdraw.RunAsync(new(Input.OperationId, id, User.Id()), ct), ct)
            : NotFound();

    public async Task<IActionResult> OnPostRateAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? await AnswerAsync(id, "Rated", await rate.RunAsync(
                new(id, User.Id(), AskForms.No(Rating.Score) ?? 0, Rating.Words), ct), ct)
            : NotFound();

    private async Task<IActionResult> AnswerAsync<T>(Guid id, string done, Outcome<T> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.AddReasons(refusal);
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        RequestDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await RequestRecord.OfAsync(db, db.RequestsOf(User.Id()), id, withNotes: false, ct) is not { } record)
        {
            return false;
        }

        Record = record;
        MayAct = await db.RequestsToActOn(User.Id()).AnyAsync(r => r.Id == id, ct);
        return true;
    }

    /// <summary>What is written.</summary>
    public sealed class Message
    {
        public Guid OperationId { get; set; }

        public string? Words { get; set; }

        public List<IFormFile>? Files { get; set; }
    }

    /// <summary>How well it helped, as chosen.</summary>
    public sealed class Stars
    {
        public string? Score { get; set; }

        public string? Words { get; set; }
    }
}
