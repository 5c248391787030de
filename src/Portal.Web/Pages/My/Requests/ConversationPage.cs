using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.My.Requests;

/// <summary>One request: where it stands, what was written, and what its asker can still do.</summary>
public abstract class ConversationPage(Conversation conversation) : PageModel
{
    [BindProperty]
    public Message Input { get; set; } = new();

    [BindProperty]
    public Stars Rating { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RequestDone { get; set; }

    public RequestRecord Record { get; private set; } = null!;

    /// <summary>They may write to it and take it back.</summary>
    public bool MayAct { get; private set; }

    public bool MayWrite => MayAct && WhyNotWrite is null;

    public Refusal? WhyNotWrite => conversation.WhyNotWrite(Record);

    public bool Reopens => Record.Request.State is RequestState.Answered or RequestState.Closed;

    public IEnumerable<Choice> Scores => conversation.Scores;

    /// <summary>Where something new is asked.</summary>
    public abstract string AskAnew { get; }

    /// <summary>The key of a mailed link, which every form takes along; null for who signed in.</summary>
    public virtual string? LinkKey => null;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await FindAsync(ct) is var (asker, id) && await LoadAsync(asker, id, ct) ? Page() : Missing();
    }

    public Task<IActionResult> OnPostWriteAsync(CancellationToken ct) =>
        AnswerAsync((asker, id) => conversation.WriteAsync(asker, id, Input, ct), "Wrote", ct);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken ct) => AnswerAsync(
        (asker, id) => conversation.WithdrawAsync(asker, id, Input.OperationId, ct), "Withdrawn", ct);

    public Task<IActionResult> OnPostRateAsync(CancellationToken ct) =>
        AnswerAsync((asker, id) => conversation.RateAsync(asker, id, Rating, ct), "Rated", ct);

    /// <summary>Who reads, and which request; null when there is none for them.</summary>
    protected abstract Task<(Asker Asker, Guid RequestId)?> FindAsync(CancellationToken ct);

    protected virtual IActionResult Missing() => NotFound();

    /// <summary>The same page, after something was done.</summary>
    protected abstract IActionResult Again();

    private async Task<IActionResult> AnswerAsync(
        Func<Asker, Guid, Task<Refusal?>> ask, string done, CancellationToken ct)
    {
        if (await FindAsync(ct) is not var (asker, id) || !await LoadAsync(asker, id, ct)) { return Missing(); }

        var said = done == "Wrote" && Reopens ? "Reopened" : done;
        if (await ask(asker, id) is not { } refusal)
        {
            RequestDone = said;
            return Again();
        }

        ModelState.AddReasons(refusal);
        return await LoadAsync(asker, id, ct) ? Page() : Missing();
    }

    private async Task<bool> LoadAsync(Asker asker, Guid id, CancellationToken ct)
    {
        if (await conversation.LookAsync(asker, id, ct) is not var (record, mayAct)) { return false; }

        (Record, MayAct) = (record, mayAct);
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
