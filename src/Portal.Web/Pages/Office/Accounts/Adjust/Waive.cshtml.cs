using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Lets one fee or late charge go: what is left of it, the rule, the effect, then the act.</summary>
public sealed class WaiveModel(
    PortalDbContext db, WaiveCharge waive, PreviewAct preview, CustomerLook look, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Waiving Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    public WaiveCharge.Case Waived { get; private set; } = null!;

    public Refusal? WhyNot { get; private set; }

    public PreviewAct.Effect? Effect { get; private set; }

    public bool NeedsSecondPerson { get; private set; }

    /// <summary>What one person may still waive on the account; null without a limit.</summary>
    public Usd? Left { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid charge, CancellationToken ct)
    {
        Input = new Waiving { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, charge, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid charge, CancellationToken ct)
    {
        var page = await ShowAsync(id, charge, ct);
        if (page is not PageResult) { return page; }

        var outcome = await preview.RunAsync(
            id, c => waive.RunAsync(Ask(id, charge) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Done(var effect)) { Effect = effect; }

        Refuse(outcome);
        return page;
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid charge, CancellationToken ct)
    {
        var outcome = await waive.RunAsync(Ask(id, charge), ct);
        if (outcome is Outcome<Posted>.Done(var posted))
        {
            TempData["Done"] = posted.Waiting is null ? "Waive_Done" : "Approval_Asked";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(outcome);
        return await ShowAsync(id, charge, ct);
    }

    private WaiveCharge.Request Ask(Guid id, Guid charge) =>
        new(Input.OperationId, id, charge, Input.Note ?? "", Input.Document, Actor.Staff(User.Id()));

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Adjust_NoteMissing" ? "Input.Note" : "", refusal.Reason);
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, Guid charge, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account
            || await WaiveCharge.CaseAsync(db, id, charge, clock.Today, ct) is not { } waived)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        (Account, Waived, WhyNot) = (account, waived, WaiveCharge.WhyNot(waived));
        Left = await db.LeftAloneAsync(limits, id, AdjustmentKind.Waiver, clock.Today, ct);
        NeedsSecondPerson = await db.NeedsSecondPersonAsync(
            limits, id, AdjustmentKind.Waiver, waived.Amount, [.. waived.Left.Select(l => (l.Item.Id, l.Amount))],
            clock.Today, ct);
        return Page();
    }

    /// <summary>What is filled in to waive a charge.</summary>
    public sealed class Waiving
    {
        public Guid OperationId { get; set; }

        public string? Note { get; set; }

        public string? Document { get; set; }
    }
}
