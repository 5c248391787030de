using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
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
    PortalDbContext db, ChargeFee charge, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<Charging>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    private IReadOnlyList<FeeTable.Shelf> _shelves = [];

    /// <summary>Payments that came back and were not charged for.</summary>
    public IReadOnlyList<Payment> Returned { get; private set; } = [];

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
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }
        if (Read(id) is not { } request) { return Page(); }

        await PreviewAsync(
            id, c => charge.RunAsync(request with { ApprovedBy = PreviewAct.Approver, AmountSeen = null }, c), ct);
        if (Effect is { } effect)
        {
            var amount = effect.BalanceAfter - effect.BalanceBefore;
            NeedsSecondPerson = Left is { } left && amount > left;
            Input.AmountSeen = amount.Cents;
            ModelState.Remove("Input.AmountSeen");
        }

        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }

        return Read(id) is { } request && Finish(await charge.RunAsync(request, ct), id, "Fee_Done") is { } done
            ? done
            : Page();
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

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        _shelves = await FeeTable.ShelvesAsync(_db, clock.Today, ct);
        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        var kind = Input.Fee == FeeKind.ReturnedItem ? AdjustmentKind.ReturnedItem : AdjustmentKind.Fee;
        Left = await _db.LeftAloneAsync(rules, id, kind, clock.Today, ct);
        Returned = await ChargeFee.ReturnedPayments(_db, id).AsNoTracking()
            .OrderByDescending(p => p.ReceivedAt).ToListAsync(ct);
        return null;
    }
}
