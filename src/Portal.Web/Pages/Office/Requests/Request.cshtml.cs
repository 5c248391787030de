using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>One request in the office: the look is recorded, then it is taken, answered, decided.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class RequestModel(
    PortalDbContext db, RequestDesk desk, DeskChoices choices, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Writing Input { get; set; } = new();

    [BindProperty]
    public Deciding Decision { get; set; } = new();

    [BindProperty]
    public Comparing Identity { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RequestDone { get; set; }

    public RequestRecord Record { get; private set; } = null!;

    public string? HolderName { get; private set; }

    /// <summary>Who opened its restricted files.</summary>
    public IReadOnlyList<FileLook> Looks { get; private set; } = [];

    public int PayDays => Record.Topic.PayDays ?? 0;

    public bool MayAdjust => User.May(Can.AdjustAccounts);

    public bool MaySeeIdentity => User.May(Can.SeeIdentity);

    public bool MayTake => Record.Request.IsWithOffice
        && (Record.Request.AssignedTo != User.Id() || Record.Request.State != RequestState.Acknowledged);

    public IReadOnlyList<Choice> Acts => desk.ActsOf(Record);

    /// <summary>Fills the words with an answer that is given often.</summary>
    [FromQuery(Name = "template")]
    public Guid? Template { get; set; }

    public IReadOnlyList<SelectListItem> Templates { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Causes { get; private set; } = [];

    public IReadOnlyList<Choice> Rulings => desk.Rulings;

    /// <summary>Service is begun and ended on the day itself or later.</summary>
    public Refusal? WhyNotMove(DateOnly day) => day > clock.Today ? new("Move_DayToCome", day) : null;

    /// <summary>Of somebody new, once their photo ID was compared.</summary>
    public Refusal? WhyNotStart(DateOnly day) =>
        Record is { On: null, Move.Check: not { IsConfirmed: true } } ? new("Identity_First") : WhyNotMove(day);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input.Words = await choices.FilledAsync(Record, Template, ct);
        Input.Act = Input.Words is null ? null : nameof(RequestAct.Answer);
        return Page();
    }

    public Task<IActionResult> OnPostTakeAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "Taken", "", () => desk.TakeAsync(Input.OperationId, id, User.Id(), ct), ct);

    public Task<IActionResult> OnPostWriteAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "Written", "Input", () => desk.WriteAsync(id, Input, User.Id(), ct), ct);

    public Task<IActionResult> OnPostDecideAsync(Guid id, CancellationToken ct) => AnswerAsync(
        id, "Decided", "Decision", () => desk.DecideAsync(Input.OperationId, id, Decision, User.Id(), ct), ct,
        Can.AdjustAccounts);

    public Task<IActionResult> OnPostIdentityAsync(Guid id, CancellationToken ct) => AnswerAsync(
        id, "Compared", "Identity", () => desk.CompareAsync(id, Identity, User.Id(), ct), ct, Can.SeeIdentity);

    private async Task<IActionResult> AnswerAsync(
        Guid id, string done, string form, Func<Task<Refusal?>> ask, CancellationToken ct,
        string permission = Can.AnswerRequests)
    {
        if (!User.May(permission)) { return Forbid(); }

        if (await ask() is { } refusal)
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError(RequestDesk.FieldOf(form, refusal.Key), refusal.Reason);
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        RequestDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await desk.LookAsync(HttpContext, id, ct) is not { } record) { return false; }

        Record = record;
        Causes = await choices.CausesAsync(ct);
        Templates = await choices.TemplatesAsync(ct);
        Looks = await FileLook.OfAsync(db, id, ct);
        HolderName = await db.Users.Where(u => u.Id == record.Request.AssignedTo).Select(u => u.DisplayName)
            .SingleOrDefaultAsync(ct);
        return true;
    }
}
