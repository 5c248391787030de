using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Charges an account a fee of the table: first the effect, then the act.</summary>
public sealed class FeeModel(
    PortalDbContext db, ChargeFee charge, PreviewAct preview, CustomerLook look, BusinessClock clock) : PageModel
{
    private IReadOnlyList<FeeTable.Shelf> _shelves = [];

    [BindProperty]
    public Charging Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    /// <summary>Payments that came back and were not charged for.</summary>
    public IReadOnlyList<Payment> Returned { get; private set; } = [];

    public PreviewAct.Effect? Effect { get; private set; }

    public bool NeedsSecondPerson => Effect is { } effect && Left is { } left
        && effect.BalanceAfter - effect.BalanceBefore > left;

    /// <summary>What one person may still charge on the account; null without a limit.</summary>
    public Usd? Left { get; private set; }

    /// <summary>The fees in force, each with what it costs.</summary>
    public IEnumerable<Choice> FeeChoices(Func<FeeKind, string> name, Func<Usd, Usd?, string> amounts) =>
        from shelf in _shelves
        where shelf.Kind != FeeKind.ReturnedItem || Returned.Count > 0
        let rate = shelf.InForce
        where rate is not null
        select new Choice(
            $"{shelf.Kind}", name(shelf.Kind), amounts(rate.Amount, rate.AfterHours ?? rate.Later));

    public IEnumerable<SelectListItem> PaymentChoices(string empty, Func<Payment, string> say) =>
        Returned.Select(p => new SelectListItem(say(p), $"{p.Id}")).Prepend(new SelectListItem(empty, ""));

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? payment, CancellationToken ct)
    {
        Input = new Charging
        {
            OperationId = Guid.CreateVersion7(),
            PaymentId = payment,
            Fee = payment is null ? null : FeeKind.ReturnedItem,
        };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        if (page is not PageResult || Read(id) is not { } request) { return page; }

        var outcome = await preview.RunAsync(
            id, c => charge.RunAsync(request with { ApprovedBy = PreviewAct.Approver, AmountSeen = null }, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Done(var effect))
        {
            Effect = effect;
            Input.AmountSeen = (effect.BalanceAfter - effect.BalanceBefore).Cents;
            ModelState.Remove("Input.AmountSeen");
        }

        Refuse(outcome);
        return page;
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        if (page is not PageResult || Read(id) is not { } request) { return page; }

        var outcome = await charge.RunAsync(request, ct);
        if (outcome is Outcome<Posted>.Done(var posted))
        {
            TempData["Done"] = posted.Waiting is null ? "Fee_Done" : "Approval_Asked";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(outcome);
        return page;
    }

    private ChargeFee.Request? Read(Guid id)
    {
        if (Input.Fee is not { } fee)
        {
            ModelState.AddModelError("Input.Fee", new Refusal("Fee_Choose").Reason);
            return null;
        }

        return new(
            Input.OperationId, id, fee, Input.AfterHours, Input.LowIncome,
            fee == FeeKind.ReturnedItem ? Input.PaymentId : null, Input.Note ?? "", Input.Document,
            Input.AmountSeen is { } seen ? new Usd(seen) : null, Actor.Staff(User.Id()));
    }

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(Charging.FieldOf(refusal.Key), refusal.Reason);
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        _shelves = await FeeTable.ShelvesAsync(db, clock.Today, ct);
        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        var kind = Input.Fee == FeeKind.ReturnedItem ? AdjustmentKind.ReturnedItem : AdjustmentKind.Fee;
        Left = await db.LeftAloneAsync(rules, id, kind, clock.Today, ct);
        Returned = await ChargeFee.ReturnedPayments(db, id).AsNoTracking()
            .OrderByDescending(p => p.ReceivedAt).ToListAsync(ct);
        return Page();
    }
}
