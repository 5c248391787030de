using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Asks that a credit is paid back. Nothing is posted yet, but the credit is kept for it: of two who ask for the same
/// ten dollars one is refused (ck_refund_within_credit). It goes back to where it came from, the newest payment first,
/// and by check what cannot. The same operation asks once. Refuses: an unknown account, one of their own, no note, an
/// amount of nothing, of more than may be refunded, or above every band; another credit than was shown; a small credit
/// of an open account that nobody asked for.
/// </summary>
public sealed class RequestRefund(PortalDbContext db, RecordRefund record, BusinessClock clock)
{
    /// <param name="Amount">At most what may be refunded.</param>
    /// <param name="RefundableSeen">What the page said may be refunded.</param>
    /// <param name="ByCheck">The customer says that the card or bank account it came from is closed.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Usd Amount, Usd RefundableSeen, RefundCause Cause, string Note,
        bool ByCheck, Actor By);

    public async Task<Outcome<Refund>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<Refund>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.OperationId, ct)
            is { } already)
        {
            return already;
        }

        if (await db.RulesOnAsync<RefundRules>(MoneyRuleKind.Refunds, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Refunds);
        }

        var offer = await RefundOffer.OfAsync(db, account, rules, clock, ct);
        var asked = await AskedAsync(account.Id, ct);
        var band = await db.RefundBandAsync(rules, request.Amount, clock.Today, ct);
        if (await WhyNotAsync(request, account, offer, rules, asked, ct) is { } refusal) { return refusal; }

        if (band is null) { return new Refusal("Refund_AboveBands"); }

        var refund = Make(request, offer, band, asked);
        db.Add(refund);
        await db.SaveChangesAsync(ct);
        db.AddRange(offer.Split(request.Amount, request.ByCheck).Select((part, at) => new RefundPart
        {
            Id = Guid.CreateVersion7(),
            RefundId = refund.Id,
            No = at + 1,
            PaymentId = part.From.PaymentId,
            Amount = part.Amount,
            Way = part.Way,
        }));
        record.Write(refund, nameof(RequestRefund), $"{refund.Amount}: {refund.Note}", request.By);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return refund;
    }

    /// <summary>The customer's own request for it, while it is open and no refund answers it.</summary>
    private Task<Guid?> AskedAsync(Guid accountId, CancellationToken ct) => db.Set<CustomerRequest>()
        .Where(r => r.CustomerAccountId == accountId && r.Kind == RequestKind.Refund
            && r.State != RequestState.Closed
            && !db.Set<Refund>().Any(f => f.RequestId == r.Id && f.State != RefundState.Declined
                && f.State != RefundState.Canceled && f.State != RefundState.Failed))
        .OrderByDescending(r => r.OpenedAt).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);

    private async Task<Refusal?> WhyNotAsync(
        Request request, CustomerAccount account, RefundOffer offer, RefundRules rules, Guid? asked,
        CancellationToken ct) =>
        await db.IsOwnAccountAsync(request.By, account.Id, ct) ? new("Refund_OwnAccount")
        : string.IsNullOrWhiteSpace(request.Note) || request.Note.Trim().Length > 500 ? new("Refund_NoteMissing", 500)
        : !offer.Refundable.IsPositive ? new("Refund_Nothing")
        : request.RefundableSeen != offer.Refundable ? new("Refund_Changed", offer.Refundable)
        : !request.Amount.IsPositive || request.Amount > offer.Refundable
            ? new("Refund_AmountOutOfRange", new Usd(1), offer.Refundable)
        : request.Amount.Cents < rules.SmallCents && account.ClosedOn is null && asked is null
            ? new("Refund_Small", new Usd(rules.SmallCents))
        : null;

    private Refund Make(Request request, RefundOffer offer, RefundRules.Band band, Guid? asked) => new()
    {
        Id = request.OperationId,
        Reference = "F" + PaymentReference.Of(request.OperationId)[1..],
        CustomerAccountId = request.CustomerAccountId,
        RequestId = asked,
        Amount = request.Amount,
        Cause = request.Cause,
        Note = request.Note.Trim(),
        EarliestOn = offer.EarliestOn,
        NeedsReview = offer.NeedsReview,
        ApprovalsNeeded = band.Approvals + (offer.NeedsReview ? 1 : 0),
        RequestedBy = request.By.Name,
        RequestedOn = clock.Today,
        RequestedAt = clock.Now,
        ChangedAt = clock.Now,
    };
}
