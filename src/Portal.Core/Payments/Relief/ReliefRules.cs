using System.Text.Json.Serialization;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Payments.Relief;

/// <summary>Whether, under which name and up to which amount the city takes gifts with payments.</summary>
public sealed record ReliefRules
{
    public static readonly ReliefRules Usual = new()
    {
        En = "Utility relief fund",
        Es = "Fondo de ayuda para servicios públicos",
    };

    /// <summary>The fund's name.</summary>
    public required string En { get; init; }

    public required string Es { get; init; }

    /// <summary>A typing mistake should not become a gift.</summary>
    public long MostCents { get; init; } = 500_00;

    [JsonIgnore]
    public ChargeLabel Name => new(En, Es);

    /// <summary>Why an amount cannot be given; null when it can, and nothing always can.</summary>
    /// <param name="rules">Null when the city takes no gifts.</param>
    public static Refusal? WhyNot(ReliefRules? rules, Usd gift) =>
        gift.IsZero ? null
        : rules is null ? new("Gift_NotTaken")
        : gift.IsNegative || gift.Cents > rules.MostCents ? new("Gift_OutOfRange", new Usd(rules.MostCents))
        : null;

    /// <summary>What makes a payment whole dollars; a whole dollar where it is whole already.</summary>
    public static Usd RoundUp(Usd payment) => new(100 - (payment.Cents % 100));
}
