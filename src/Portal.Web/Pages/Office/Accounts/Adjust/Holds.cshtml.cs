using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What keeps an account from late charges: the holds on it, a new one, and the end of one.</summary>
public sealed class HoldsModel(
    PortalDbContext db, PlaceHold place, LiftHold lift, CustomerLook look, BusinessClock clock) : PageModel
{
    private const int LinesOffered = 60;

    [BindProperty]
    public Holding Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? HoldDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<AdjustableLine> Lines { get; private set; } = [];

    /// <summary>A hold, what it covers, and how it ended.</summary>
    public sealed record Row(AccountHold Hold, AdjustableLine? Line, AccountHoldEnd? End, bool Stands);

    public IEnumerable<SelectListItem> LineChoices(string whole, Func<AdjustableLine, string> say) =>
        Lines.Select(l => new SelectListItem(say(l), $"{l.Item.Id}")).Prepend(new SelectListItem(whole, ""));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new Holding { OperationId = Guid.CreateVersion7(), StartsOn = clock.Today };
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPlaceAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }
        if (Input.Kind is not { } kind)
        {
            ModelState.AddModelError("Input.Kind", new Refusal("Hold_KindMissing").Reason);
            return Page();
        }

        return Answer(id, "Hold_Placed", "Input.Reason", await place.RunAsync(
            new(Input.OperationId, id, Input.Line, kind, Input.Reason ?? "", Input.StartsOn ?? clock.Today,
                Input.EndsOn, Actor.Staff(User.Id())),
            ct));
    }

    public async Task<IActionResult> OnPostLiftAsync(Guid id, Guid hold, string? why, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(
            id, "Hold_Lifted", "why", await lift.RunAsync(new(id, hold, why ?? "", Actor.Staff(User.Id())), ct));

    private IActionResult Answer(Guid id, string done, string field, Outcome<AccountHold> outcome)
    {
        if (outcome is Outcome<AccountHold>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError(refusal.Key == "Adjust_NoteMissing" ? field : "", refusal.Reason);
            return Page();
        }

        HoldDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Lines = await AdjustableLine.OfAsync(db, id, LinesOffered, ct);
        var holds = await db.Set<AccountHold>().AsNoTracking().Where(h => h.CustomerAccountId == id)
            .OrderByDescending(h => h.StartsOn).ThenByDescending(h => h.MadeAt).ToListAsync(ct);
        var ids = holds.Select(h => h.Id).ToList();
        var ends = await db.Set<AccountHoldEnd>().AsNoTracking().Where(e => ids.Contains(e.HoldId))
            .ToDictionaryAsync(e => e.HoldId, ct);
        Rows =
        [
            .. holds.Select(h => new Row(
                h, Lines.FirstOrDefault(l => l.Item.Id == h.OpenItemId), ends.GetValueOrDefault(h.Id),
                (h.EndsOn is null || h.EndsOn >= clock.Today) && !ends.ContainsKey(h.Id))),
        ];
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Holding
    {
        public Guid OperationId { get; set; }

        public HoldKind? Kind { get; set; }

        public Guid? Line { get; set; }

        public string? Reason { get; set; }

        public DateOnly? StartsOn { get; set; }

        public DateOnly? EndsOn { get; set; }
    }
}
