using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>What a payer fills in about one account.</summary>
public sealed class AmountInput
{
    public const string Full = "full";

    public const string OtherAmount = "other";

    public Guid Id { get; set; }

    public bool Chosen { get; set; }

    /// <summary>"full" or "other".</summary>
    public string? How { get; set; }

    public string? Other { get; set; }

    /// <summary>The form as it is first drawn, or drawn again to change an order.</summary>
    /// <param name="before">What the order had for this account.</param>
    public static AmountInput For(PayableAccount account, Usd? before, bool chosen) => new()
    {
        Id = account.Id,
        Chosen = chosen,
        How = account.ToPay.IsPositive && (before is null || before == account.ToPay) ? Full : OtherAmount,
        Other = before is { } amount && amount != account.ToPay
            ? amount.ToDollars().ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)
            : null,
    };

    /// <summary>The amount meant, or what is wrong with it.</summary>
    public Outcome<Usd> Read(PayableAccount account)
    {
        if (How != OtherAmount && account.ToPay.IsPositive)
        {
            // Which of the two was meant is not ours to guess.
            return string.IsNullOrWhiteSpace(Other) ? account.ToPay : new Refusal("Pay_AllOrOther", account.ToPay);
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
