using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Suspense;

/// <summary>Money in suspense: whose it could be, who looks, and the ways out.</summary>
public sealed class ItemModel(
    PortalDbContext db, SuspenseMatches matches, SuspenseActs acts, PreviewAct preview,
    RecordListedCustomers recordListed, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Placing Input { get; set; } = new();

    [TempData]
    public string? PlaceDone { get; set; }

    public SuspenseItem Item { get; private set; } = null!;

    public SuspenseResolution? Ended { get; private set; }

    public string? Owner { get; private set; }

    public IReadOnlyList<SuspenseMatches.Match> Matches { get; private set; } = [];

    public IReadOnlyList<SelectListItem> People { get; private set; } = [];

    public PreviewAct.Effect? Effect { get; private set; }

    public bool NeedsSecondPerson { get; private set; }

    private Actor Me => Actor.Staff(User.Id());

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await acts.AccountAsync(Input.Account, ct) is not { } account) { return await UnknownAsync(id, ct); }

        Input.BalanceSeen = account.Balance.Cents;
        ModelState.Remove("Input.BalanceSeen");
        var outcome = await preview.RunAsync(
            account.Id, c => acts.Put.RunAsync(Asked(id) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Refused(var refusal)) { Refuse(refusal); }

        Effect = (outcome as Outcome<PreviewAct.Effect>.Done)?.Value;
        var page = await ShowAsync(id, ct);
        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        NeedsSecondPerson = Effect is not null && rules is not null
            && await acts.Put.NeedsSecondPersonAsync(db, rules, account.Id, Item.Amount, ct);
        return page;
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        var outcome = await acts.Put.RunAsync(Asked(id), ct);
        if (outcome is Outcome<Posted>.Refused(var refusal)) { return await RefusedAsync(id, refusal, ct); }

        TempData["Done"] = ((Outcome<Posted>.Done)outcome).Value.Waiting is null ? "Suspense_Done" : "Approval_Asked";
        var account = await acts.AccountAsync(Input.Account, ct);
        return RedirectToPage("/Office/Accounts/Account", new { account!.Id });
    }

    public async Task<IActionResult> OnPostAssignAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await acts.Assign.RunAsync(new(id, Input.AssignedTo ?? Guid.Empty, Me), ct), "Item_Assigned", ct);

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await acts.End.RunAsync(new(Input.OperationId, id, Input.EndNote ?? "", Me), ct), "Item_EndDone", ct);

    private PutOnAccount.Request Asked(Guid id) => new(
        Input.OperationId, id, Input.Account ?? "", new Usd(Input.BalanceSeen ?? 0), Input.Note ?? "", Me);

    private async Task<IActionResult> AnswerAsync(
        Guid id, Outcome<SuspenseItem> outcome, string done, CancellationToken ct)
    {
        if (outcome is Outcome<SuspenseItem>.Refused(var refusal)) { return await RefusedAsync(id, refusal, ct); }

        PlaceDone = done;
        return RedirectToPage(new { id });
    }

    private Task<IActionResult> UnknownAsync(Guid id, CancellationToken ct) =>
        RefusedAsync(id, new("Suspense_AccountUnknown"), ct);

    private Task<IActionResult> RefusedAsync(Guid id, Refusal refusal, CancellationToken ct)
    {
        Refuse(refusal);
        return ShowAsync(id, ct);
    }

    private void Refuse(Refusal refusal)
    {
        db.ChangeTracker.Clear();
        ModelState.AddModelError(Placing.FieldOf(refusal.Key, Input), refusal.Reason);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await acts.ShownAsync(id, ct) is not { } shown) { return NotFound(); }

        (Item, Ended, Owner, People) = (shown.Item, shown.Ended, shown.Owner, shown.People);
        Matches = Ended is null && Item.JournalEntryId is not null ? await matches.RunAsync(Item, ct) : [];
        await recordListed.RunAsync(HttpContext, Matches.Select(m => m.AccountId), ct);
        return Page();
    }
}
