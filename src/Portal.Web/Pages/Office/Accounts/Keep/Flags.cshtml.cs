using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Keep;

/// <summary>What the office must know of an account: its flags, a new one, another look, the end of one.</summary>
public sealed class FlagsModel(
    PortalDbContext db, PlaceFlag place, ReviewFlag review, LiftFlag lift, CustomerLook look, BusinessClock clock)
    : PageModel
{
    /// <summary>Days until the first review that the form proposes.</summary>
    private const int ProposedDays = 90;

    [BindProperty]
    public Flagging Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? FlagDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public AccountFlags Flags { get; private set; } = null!;

    public DateOnly Today => clock.Today;

    public DateOnly Proposed => clock.Today.AddDays(ProposedDays);

    public IReadOnlyList<SelectListItem> Owners { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), OwnerId = User.Id(), ReviewOn = Proposed };
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPlaceAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(id, "Flag_IsPlaced", await place.RunAsync(
            new(Input.OperationId, id, Input.Kind, Input.Reason, Input.Source, Input.OwnerId, Input.ReviewOn,
                Actor.Staff(User.Id())), ct));

    public async Task<IActionResult> OnPostReviewAsync(
        Guid id, Guid flag, Guid operation, string? finding, Guid? owner, DateOnly? until, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(id, "Flag_Reviewed", await review.RunAsync(
            new(operation, id, flag, finding, owner, until, Actor.Staff(User.Id())), ct));

    public async Task<IActionResult> OnPostLiftAsync(Guid id, Guid flag, string? why, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(id, "Flag_Lifted", await lift.RunAsync(
            new(id, flag, why, Actor.Staff(User.Id())), ct));

    private IActionResult Answer(Guid id, string done, Outcome<AccountFlag> outcome)
    {
        if (outcome is Outcome<AccountFlag>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            foreach (var why in refusal.All) { ModelState.AddModelError(FieldOf(why.Key), why.Reason); }
            return Page();
        }

        FlagDone = done;
        return RedirectToPage(new { id });
    }

    private string FieldOf(string refusal) => Input.OperationId == Guid.Empty ? "" : refusal switch
    {
        "Flag_KindMissing" => "Input.Kind",
        "Flag_ReasonMissing" => "Input.Reason",
        "Flag_SourceMissing" => "Input.Source",
        "Flag_OwnerMissing" => "Input.OwnerId",
        "Flag_ReviewDay" => "Input.ReviewOn",
        _ => "",
    };

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Flags = await AccountFlags.OfAsync(db, id, clock.Today, ct);
        Owners = [.. (await FlagOwners.ListAsync(db, ct)).Select(o => new SelectListItem(o.Name, $"{o.Id}"))];
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Flagging
    {
        public Guid OperationId { get; set; }

        public FlagKind? Kind { get; set; }

        public string? Reason { get; set; }

        public string? Source { get; set; }

        public Guid? OwnerId { get; set; }

        public DateOnly? ReviewOn { get; set; }
    }
}
