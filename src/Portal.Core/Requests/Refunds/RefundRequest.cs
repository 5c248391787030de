using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Refunds;

namespace Portal.Core.Requests.Refunds;

/// <summary>The credit that was asked back. Nothing has been paid out by it. Append-only.</summary>
public sealed class RefundRequest
{
    public required Guid RequestId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The day on which the last payment behind it has cleared.</summary>
    public required DateOnly EarliestOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RefundRequest>
    {
        public void Configure(EntityTypeBuilder<RefundRequest> builder)
        {
            builder.HasKey(r => r.RequestId);
            builder.HasOne<CustomerRequest>().WithOne().HasForeignKey<RefundRequest>(r => r.RequestId);
        }
    }
}

/// <summary>
/// What of an account may be asked back, and the day from which on it may go out: what the office may refund
/// (RefundOffer), so that a resident is shown the same.
/// </summary>
public sealed record RefundableCredit(Usd Amount, DateOnly EarliestOn)
{
    /// <summary>
    /// For a task of the office: what of a closed account's credit is its customer's, and what is the relief fund's.
    /// </summary>
    internal static async Task<string> LeftAsync(
        PortalDbContext db, CustomerAccount account, BusinessClock clock, CancellationToken ct)
    {
        var credit = (await OfAsync(db, account, clock, ct)).Amount;
        var given = (await db.Payments
            .Where(p => p.CustomerAccountId == account.Id && p.Tender == Tender.Assistance && p.Unapplied > Usd.Zero)
            .Select(p => p.Unapplied).ToListAsync(ct)).Sum();
        return $"{credit} left on {account.MaskedNumber}"
            + (given.IsPositive ? $" to refund, and {given} that is the relief fund's and is not refunded," : "");
    }

    public static async Task<RefundableCredit> OfAsync(
        PortalDbContext db, CustomerAccount account, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(clock);
        var rules = await db.RulesOnAsync<RefundRules>(MoneyRuleKind.Refunds, clock.Today, ct) ?? RefundRules.Usual;
        var offer = await RefundOffer.OfAsync(db, account, rules, clock, ct);
        return new(offer.Refundable, offer.EarliestOn);
    }

    /// <summary>Why nothing can be asked back; null when something can.</summary>
    public Refusal? WhyNot => Amount.IsPositive ? null : new("Refund_Nothing");
}
