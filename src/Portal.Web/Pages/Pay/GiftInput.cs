using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Relief;

namespace Portal.Web.Pages.Pay;

/// <summary>What a payer fills in about a gift to the relief fund.</summary>
public sealed class GiftInput
{
    public const string None = "none";

    public const string RoundUp = "round";

    public const string OtherAmount = "other";

    /// <summary>"none", "round" or "other".</summary>
    public string? How { get; set; }

    public string? Other { get; set; }

    /// <summary>The form as it is first drawn, or drawn again to change an order.</summary>
    /// <param name="gift">Of the order.</param>
    /// <param name="payment">Of the order, without the gift.</param>
    public static GiftInput For(Usd gift, Usd payment) => new()
    {
        How = gift.IsZero ? None : gift == ReliefRules.RoundUp(payment) ? RoundUp : OtherAmount,
        Other = gift.IsZero || gift == ReliefRules.RoundUp(payment)
            ? null
            : gift.ToDollars().ToString("0.00", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The gift meant; what is wrong with it goes to its field.</summary>
    /// <param name="rules">Null when the city takes none: then it is nothing, whatever was posted.</param>
    public Usd Read(ReliefRules? rules, Usd payment, ModelStateDictionary state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (rules is null || How is not (RoundUp or OtherAmount) || !payment.IsPositive)
        {
            return Usd.Zero;
        }

        var read = How == RoundUp ? ReliefRules.RoundUp(payment) : TypedAmount.Read(Other);
        if (read is Outcome<Usd>.Done(var gift) && ReliefRules.WhyNot(rules, gift) is { } tooMuch) { read = tooMuch; }
        if (read is Outcome<Usd>.Refused(var refusal)) { state.AddModelError("Gift.Other", refusal.Reason); }

        return read is Outcome<Usd>.Done(var given) ? given : Usd.Zero;
    }
}
