using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>What a payer fills in about one account.</summary>
public sealed class AmountInput
{
    public const string Full = "full";

    /// <summary>What is asked for now, where that is not all.</summary>
    public const string AskedFor = "asked";

    public const string OtherAmount = "other";

    public Guid Id { get; set; }

    public bool Chosen { get; set; }

    /// <summary>"asked", "full" or "other".</summary>
    public string? How { get; set; }

    public string? Other { get; set; }

    /// <summary>The form as it is first drawn, or drawn again to change an order.</summary>
    /// <param name="before">What the order had for this account.</param>
    public static AmountInput For(PayableAccount account, Usd? before, bool chosen) => new()
    {
        Id = account.Id,
        Chosen = chosen,
        How = HowOf(account, before ?? account.Offered),
        Other = before is { } amount && HowOf(account, amount) == OtherAmount
            ? amount.ToDollars().ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)
            : null,
    };

    /// <summary>The choice that means an amount.</summary>
    private static string HowOf(PayableAccount account, Usd amount) =>
        !amount.IsPositive ? OtherAmount
        : amount == account.ToPay ? Full
        : amount == account.Offered ? AskedFor
        : OtherAmount;

    /// <summary>The amount meant, or what is wrong with it.</summary>
    public Outcome<Usd> Read(PayableAccount account)
    {
        // Without a choice what is offered first is meant.
        var chosen = How == Full ? account.ToPay : account.Offered;
        if (How != OtherAmount && chosen.IsPositive)
        {
            // Which of the two was meant is not ours to guess.
            return string.IsNullOrWhiteSpace(Other) ? chosen : new Refusal("Pay_AllOrOther", chosen);
        }

        var read = TypedAmount.Read(Other);
        return read is Outcome<Usd>.Done(var amount) && account.InFlight.IsPositive && amount > account.Most
            ? TooMuch(account)
            : read;
    }

    private static Refusal TooMuch(PayableAccount account) => account.Most.IsPositive
        ? new("Pay_OnItsWay", account.MaskedNumber, account.InFlight, account.Most)
        : new("Pay_AllOnItsWay", account.MaskedNumber, account.InFlight);
}
