using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>What keeps an account, or with bad weather every account, from being shut off.</summary>
public sealed class HoldsModel(
    PortalDbContext db, PlaceShutOffHold place, EndShutOffHold end, CustomerLook look, Words<LadderBook> words,
    BusinessClock clock) : PageModel
{
    private const int ReviewDays = 30;

    [BindProperty]
    public Holding Input { get; set; } = new();

    /// <summary>What was done, in the words' key.</summary>
    [TempData]
    public string? HoldDone { get; set; }

    /// <summary>Null for every account.</summary>
    public Guid? Id { get; private set; }

    public AccountRecord.Title? Account { get; private set; }

    public IReadOnlyList<CaseStory.Hold> Holds { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Owners { get; private set; } = [];

    public IEnumerable<SelectListItem> Kinds() => Enum.GetValues<ShutOffHoldKind>()
        .Where(k => Id is not null || k is ShutOffHoldKind.Weather or ShutOffHoldKind.Disaster)
        .Select(k => new SelectListItem(words[$"Hold_{k}"], $"{k}"));

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        Input = new()
        {
            OperationId = Guid.CreateVersion7(), OwnerId = User.Id(), ReviewOn = clock.Today.AddDays(ReviewDays),
        };
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPlaceAsync(Guid? id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer("Hold_Placed", await place.RunAsync(
            new(Input.OperationId, id, Input.Kind, Input.Reason ?? "", Input.OwnerId, Input.ReviewOn,
                Actor.Staff(User.Id())), ct));

    public async Task<IActionResult> OnPostEndAsync(Guid? id, Guid hold, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } other) { return other; }

        return Holds.Any(h => h.Placed.Id == hold)
            ? Answer("Hold_IsEnded", await end.RunAsync(new(hold, Actor.Staff(User.Id())), ct))
            : NotFound();
    }

    private IActionResult Answer(string done, Outcome<ShutOffHold> outcome)
    {
        if (outcome is Outcome<ShutOffHold>.Refused(var refusal))
        {
            ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
            return Page();
        }

        HoldDone = done;
        return RedirectToPage(new { Id });
    }

    private static string FieldOf(string refusal) => refusal switch
    {
        "Adjust_NoteMissing" => "Input.Reason",
        "Hold_EndsBeforeStart" => "Input.ReviewOn",
        "Flag_OwnerMissing" => "Input.OwnerId",
        _ => "",
    };

    private async Task<IActionResult?> ShowAsync(Guid? id, CancellationToken ct)
    {
        if (id is { } account)
        {
            Account = await AccountRecord.TitleOfAsync(db, account, ct);
            if (Account is null) { return NotFound(); }

            if (!await look.MayAsync(HttpContext, account, ct))
            {
                return RedirectToPage("/Office/Accounts/Why", new { id });
            }
        }

        Id = id;
        Holds = await CaseStory.HoldsAsync(db, id, ct);
        Owners = [.. (await FlagOwners.ListAsync(db, ct)).Select(o => new SelectListItem(o.Name, $"{o.Id}"))];
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Holding
    {
        public Guid OperationId { get; set; }

        public ShutOffHoldKind Kind { get; set; }

        public string? Reason { get; set; }

        public Guid OwnerId { get; set; }

        public DateOnly ReviewOn { get; set; }
    }
}
