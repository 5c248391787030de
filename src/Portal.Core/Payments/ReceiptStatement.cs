using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Relief;

namespace Portal.Core.Payments;

/// <summary>
/// Everything that a receipt shows, on the page and in print: one payment on one account, in three queries.
/// </summary>
public sealed record ReceiptStatement
{
    public required Payment Payment { get; init; }

    /// <summary>Who paid it online; null for a guest, at the counter and by mail.</summary>
    public Guid? Payer { get; init; }

    /// <summary>Of the card; null where the reader did not pay with it.</summary>
    public string? Brand { get; init; }

    /// <summary>Of the card or bank account; null where the reader did not pay with it.</summary>
    public string? LastFour { get; init; }

    public required string AccountNumber { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; init; }

    public required string ServiceAddress { get; init; }

    /// <summary>What is due on the account now; negative is a credit.</summary>
    public required Usd DueNow { get; init; }

    /// <summary>Set when the payment was taken back later: the receipt then says so.</summary>
    public PaymentReversal? Reversal { get; init; }

    /// <summary>Charges it went to, oldest bill first; those taken off again are not among them.</summary>
    public required IReadOnlyList<ReceiptLine> Lines { get; init; }

    public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

    /// <summary>Given to the relief fund at the same checkout; no part of the payment.</summary>
    public Usd Gift { get; init; }

    /// <summary>What the way of paying cost, a transaction of its own; null where it cost nothing.</summary>
    public FeeOfPayment? Fee { get; init; }

    /// <summary>Part that is a credit of the customer.</summary>
    public Usd Credit => Payment.Unapplied;

    /// <summary>As a resident may see it: with whose card another paid is not theirs to know.</summary>
    public ReceiptStatement ReadBy(Guid resident) =>
        Payer == resident ? this : this with { Brand = null, LastFour = null };

    /// <summary>Loads the receipts of some payments on accounts that the reader may see, in order of account.</summary>
    /// <param name="visible">For residents <c>db.VisibleTo(userId)</c>; for staff and the worker all accounts.</param>
    public static async Task<IReadOnlyList<ReceiptStatement>> ForAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, IReadOnlyCollection<Guid> payments,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var heads = await (
            from payment in db.Payments
            join account in visible on payment.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where payments.Contains(payment.Id)
            orderby account.Number, payment.ReceivedAt
            select new
            {
                Payment = payment,
                Payer = db.PaymentAttempts.Where(a => a.Id == payment.AttemptId).Select(a => a.UserId).FirstOrDefault(),
                Gift = db.Set<ReliefGift>().Where(g => g.AttemptId == payment.AttemptId)
                    .Select(g => (Usd?)g.Amount).FirstOrDefault(),
                account.Number,
                account.Balance,
                account.Deferred,
                customer.Name,
                customer.Language,
                premise.Line1,
                premise.Line2,
                Reversal = db.PaymentReversals.FirstOrDefault(r => r.PaymentId == payment.Id),
            }).AsNoTracking().ToListAsync(ct);
        var fees = await db.FeesOfAsync(
            [.. heads.Select(h => h.Payment.AttemptId).OfType<Guid>().Distinct()], ct);
        var lines = await LinesAsync(db, [.. heads.Select(h => h.Payment.Id)], ct);
        return
        [
            .. heads.Select(head => new ReceiptStatement
            {
                Payment = head.Payment,
                Payer = head.Payer,
                Brand = head.Payment.Brand,
                LastFour = head.Payment.LastFour,
                AccountNumber = head.Number,
                CustomerName = head.Name,
                Language = head.Language,
                ServiceAddress = string.IsNullOrWhiteSpace(head.Line2) ? head.Line1 : $"{head.Line1}, {head.Line2}",
                DueNow = head.Balance - head.Deferred,
                Reversal = head.Reversal,
                Gift = head.Gift ?? Usd.Zero,
                Fee = head.Payment.AttemptId is { } attempt ? fees.GetValueOrDefault(attempt) : null,
                Lines = lines[head.Payment.Id].ToList(),
            }),
        ];
    }

    private static async Task<ILookup<Guid, ReceiptLine>> LinesAsync(
        PortalDbContext db, Guid[] payments, CancellationToken ct)
    {
        var rows = await (
            from allocation in db.Allocations
            where payments.Contains(allocation.PaymentId) && allocation.ReversesId == null
                && !db.Allocations.Any(a => a.ReversesId == allocation.Id)
            join item in db.OpenItems on allocation.OpenItemId equals item.Id
            join adjustment in db.Adjustments on item.AdjustmentId equals adjustment.Id into adjustments
            from adjustment in adjustments.DefaultIfEmpty()
            orderby item.BilledOn, item.Service, item.BillLineNo
            select new
            {
                allocation.PaymentId,
                item.BillId,
                item.Service,
                item.BilledOn,
                allocation.Amount,
                En = adjustment == null ? null : adjustment.LabelEn,
                Es = adjustment == null ? null : adjustment.LabelEs,
            }).AsNoTracking().ToListAsync(ct);
        return rows
            .GroupBy(r => new { r.PaymentId, r.BillId, r.Service, r.BilledOn, r.En, r.Es })
            .ToLookup(
                g => g.Key.PaymentId,
                g => new ReceiptLine(
                    g.Key.BillId, g.Key.Service, g.Key.BilledOn, g.Select(r => r.Amount).Sum(),
                    g.Key.En is { } en ? new(en, g.Key.Es!) : null));
    }
}

/// <summary>What went to one service of one bill, or to a charge outside bills.</summary>
/// <param name="BillId">Null for a charge outside bills.</param>
/// <param name="Label">What such a charge was; null for a bill's services.</param>
public sealed record ReceiptLine(
    Guid? BillId, UtilityService Service, DateOnly BilledOn, Usd Amount, ChargeLabel? Label = null);
