using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Moves a payment to the account it was meant for: first the effect on both, then the act.</summary>
public sealed class MoveModel(
    PortalDbContext db, TransferPayment transfer, PreviewAct preview, CustomerLook look, RecordCustomerView recordView,
    BusinessClock clock) : PaymentActModel<Moving>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    /// <summary>Set once the effect was asked for.</summary>
    public TransferOffer? Offer { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await OpenAsync(id, payment, ct) is { } instead) { return instead; }

        Input = new() { OperationId = Guid.CreateVersion7(), Amount = $"{Payment.Amount.ToDollars():0.00}" };
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await OpenAsync(id, payment, ct) is { } instead) { return instead; }
        if (AmountOf(Input.Amount) is not { } amount) { return Page(); }

        if (await TransferOffer.OfAsync(_db, payment, Input.ToAccount ?? "", amount, ct) is not { } offer)
        {
            Refuse(new("Transfer_NotFound"));
            return Page();
        }

        (Input.FromSeen, Input.ToSeen) = (offer.From.Before.Cents, offer.To.Before.Cents);
        ModelState.Remove("Input.FromSeen");
        ModelState.Remove("Input.ToSeen");
        await PreviewAsync(
            offer.FirstId,
            c => transfer.RunAsync(Ask(payment, amount) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        await ShowOfferAsync(offer, amount, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await OpenAsync(id, payment, ct) is { } instead) { return instead; }

        return AmountOf(Input.Amount) is { } amount
            && Finish(await transfer.RunAsync(Ask(payment, amount), ct), id, "Transfer_Done") is { } done
            ? done
            : Page();
    }

    private TransferPayment.Request Ask(Guid payment, Usd amount) => new(
        Input.OperationId, payment, Input.ToAccount ?? "", amount, new Usd(Input.FromSeen ?? 0),
        new Usd(Input.ToSeen ?? 0), Input.Note ?? "", Actor.Staff(User.Id()));

    /// <summary>The other account's balance is looked at, for this payment's sake.</summary>
    private async Task ShowOfferAsync(TransferOffer offer, Usd amount, CancellationToken ct)
    {
        if (Effect is null) { return; }

        Offer = offer;
        var rules = await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        NeedsSecondPerson = rules is not null
            && await _db.TransferNeedsSecondPersonAsync(rules, offer.From.Id, amount, clock.Today, ct);
        await recordView.RunAsync(
            new(User.Id(), offer.To.Id, Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString())
            {
                Reason = "other", Words = Payment.Reference,
            },
            ct);
    }
}
