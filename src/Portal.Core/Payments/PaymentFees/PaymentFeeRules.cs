using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rating;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.PaymentFees;

/// <summary>
/// What paying at the checkout costs, by card and from a bank account; nothing for a way without a rate. Autopay and
/// scheduled payments cost nothing, nor do the counter and the mail (domain.md §3.4, decision 45).
/// </summary>
public sealed record PaymentFeeRules
{
    public static readonly PaymentFeeRules Usual = new()
    {
        En = "Card payment fee",
        Es = "Cargo por pagar con tarjeta",
        Card = new() { PaymentPercent = 2.5m, MostCents = 25_00 },
    };

    /// <summary>The processor takes no less as a payment of its own: a smaller fee is not charged.</summary>
    private static readonly Usd Smallest = new(50);

    /// <summary>The fee's name.</summary>
    public required string En { get; init; }

    public required string Es { get; init; }

    public PaymentFeeRate? Card { get; init; }

    public PaymentFeeRate? Bank { get; init; }

    /// <summary>It is the processor's money, which the city only holds; else the city's own.</summary>
    public bool IsProcessors { get; init; }

    [JsonIgnore]
    public ChargeLabel Name => new(En, Es);

    /// <summary>Whether any way of paying costs something.</summary>
    [JsonIgnore]
    public bool IsCharged => Card is not null || Bank is not null;

    public PaymentFeeRate? RateOf(GatewayTender means) => means == GatewayTender.Card ? Card : Bank;

    /// <summary>What paying so much that way costs, besides it.</summary>
    /// <param name="payment">For the accounts; a gift costs nothing.</param>
    public Usd On(GatewayTender means, Usd payment) =>
        RateOf(means)?.On(payment) is { } fee && fee >= Smallest ? fee : Usd.Zero;

    /// <summary>
    /// Why a payment cannot go on as it was shown: no way was chosen where one costs something, or the fee is another
    /// now. Null when it can.
    /// </summary>
    /// <param name="rules">As they are now; null when the city has none.</param>
    /// <param name="means">Null when none was asked for.</param>
    /// <param name="seen">The fee that the payer was shown.</param>
    public static Refusal? WhyNot(PaymentFeeRules? rules, GatewayTender? means, Usd payment, Usd seen)
    {
        if (means is not { } way)
        {
            return rules is { IsCharged: true } || seen.IsPositive ? new("Fee_ChooseMeans") : null;
        }

        var now = rules?.On(way, payment) ?? Usd.Zero;
        return now != seen ? new("Fee_Changed", now) : null;
    }
}

/// <summary>One of a flat amount or a percentage, and at most so much.</summary>
public sealed record PaymentFeeRate
{
    public long FlatCents { get; init; }

    /// <summary>Of the payment.</summary>
    public decimal PaymentPercent { get; init; }

    /// <summary>Null for no cap.</summary>
    public long? MostCents { get; init; }

    internal Usd On(Usd payment)
    {
        var fee = FlatCents > 0 ? new Usd(FlatCents) : Usd.FromRate(PaymentPercent / 100m, payment.ToDollars());
        return MostCents is { } most ? Usd.Min(fee, new(most)) : fee;
    }
}

/// <summary>Questions about the fees of paying.</summary>
public static class PaymentFeeQueries
{
    /// <summary>What holds on a day where some way of paying costs something; null where all are free.</summary>
    public static async Task<PaymentFeeRules?> PaymentFeesOnAsync(
        this PortalDbContext db, DateOnly day, CancellationToken ct) =>
        await db.RulesOnAsync<PaymentFeeRules>(MoneyRuleKind.PaymentFees, day, ct) is { IsCharged: true } rules
            ? rules
            : null;

    /// <summary>As receipts tell of the fees of some attempts, by attempt.</summary>
    internal static async Task<Dictionary<Guid, FeeOfPayment>> FeesOfAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> attempts, CancellationToken ct) =>
        await db.Set<PaymentFee>().AsNoTracking().Where(f => attempts.Contains(f.AttemptId))
            .Select(f => new
            {
                f.AttemptId,
                Told = new FeeOfPayment(
                    f.Amount, f.State, db.Set<PaymentFeeReversal>().Any(r => r.FeeId == f.Id)),
            })
            .ToDictionaryAsync(f => f.AttemptId, f => f.Told, ct);
}

/// <summary>The fee that a payment cost, as its receipt tells.</summary>
/// <param name="IsTakenBack">With the payment.</param>
public sealed record FeeOfPayment(Usd Amount, PaymentFeeState State, bool IsTakenBack)
{
    /// <summary>The sentence about it: ends the name of a text.</summary>
    public string Told => IsTakenBack ? "TakenBack" : State == PaymentFeeState.OnItsWay ? "Sending" : $"{State}";
}
