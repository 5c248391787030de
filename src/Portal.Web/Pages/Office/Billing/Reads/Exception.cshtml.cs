using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>One exception: what is known about it, and what may be done. The acts are asked in ExceptionActs.</summary>
[RequestSizeLimit(AttachNoteOrPhoto.LargestPhoto + (1024 * 1024))]
[TakesFiles(AttachNoteOrPhoto.LargestPhoto + (1024 * 1024))]
public sealed class ExceptionModel(ExceptionActs acts) : PageModel
{
    [BindProperty]
    public ReleaseInput Release { get; set; } = new();

    [BindProperty]
    public OrderInput Order { get; set; } = new();

    [BindProperty]
    public OverrideInput Override { get; set; } = new();

    [BindProperty]
    public RereadInput Reread { get; set; } = new();

    [BindProperty]
    public ApproveInput Approve { get; set; } = new();

    [BindProperty]
    public AttachInput Attach { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? ReadDecided { get; set; }

    /// <summary>Made with the form: pressing twice is one wish.</summary>
    public Guid Operation { get; private set; } = Guid.CreateVersion7();

    /// <summary>The act whose form stays open, because something was wrong with it.</summary>
    public string? Open { get; private set; }

    public ReadExceptionRecord Record { get; private set; } = null!;

    public bool MayKeep { get; private set; }

    public string? WhyNotApprove { get; private set; }

    /// <summary>Once this is decided, what waits first of all; null when nothing does.</summary>
    public ReadQueue.Row? Next { get; private set; }

    public EstimateRead.Preview? Estimate { get; private set; }

    public string? WhyNotEstimate { get; private set; }

    public ReadLimits Limits { get; private set; } = null!;

    public IReadOnlyList<Choice> Reasons => acts.Reasons;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostReleaseAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(
            id, "release", "Release.Reason", by => acts.ReleaseAsync(new(operation, id, Release.Reason!, by), ct), ct);

    public Task<IActionResult> OnPostOrderAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(id, "order", "Order.Note", by => acts.OrderAsync(new(operation, id, Order.Note, by), ct), ct);

    public Task<IActionResult> OnPostEstimateAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(id, "estimate", "", by => acts.EstimateAsync(new(operation, id, by), ct), ct);

    public Task<IActionResult> OnPostOverrideAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(id, "override", "Override.Reading", by => acts.OverrideAsync(operation, id, Override, by, ct), ct);

    public Task<IActionResult> OnPostRereadAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(id, "reread", "Reread.Reading", by => acts.RereadAsync(operation, id, Reread, by, ct), ct);

    public Task<IActionResult> OnPostApproveAsync(Guid id, Guid operation, CancellationToken ct) => AnswerAsync(
        id, "approve", "Approve.Reason",
        by => acts.ApproveAsync(operation, id, Approve, by, ct), ct, Can.ApproveReads);

    public Task<IActionResult> OnPostAttachAsync(Guid id, Guid operation, CancellationToken ct) =>
        AnswerAsync(id, "attach", "Attach.Note", by => acts.AttachAsync(operation, id, Attach, by, ct), ct);

    /// <summary>Asks one act and translates: done leads back to the page, no is said by the field.</summary>
    private async Task<IActionResult> AnswerAsync(
        Guid id, string act, string field, Func<Actor, Task<Refusal?>> ask, CancellationToken ct,
        string permission = Can.KeepReads)
    {
        if (!await acts.MayAsync(User, permission)) { return Forbid(); }

        if (await ask(Actor.Staff(User.Id())) is { } refusal)
        {
            ModelState.AddModelError(field, refusal.Reason);
            Open = act;
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        ReadDecided = act;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await acts.LoadAsync(id, ct) is not { } loaded) { return false; }

        (Record, Limits) = (loaded.Record, loaded.Limits);
        (Estimate, WhyNotEstimate) = (loaded.Estimate, loaded.WhyNotEstimate);
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        Next = await acts.NextAsync(Record.Exception, ct);
        WhyNotApprove = await acts.WhyNotApproveAsync(User, Record.Exception);
        return true;
    }
}
