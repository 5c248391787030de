using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Common;

namespace Portal.Core.Money;

/// <summary>
/// Reads an amount as a person types it: 84.10, $84.10, 1,084.10, 84. Never guesses: "1,50" could be one and a half
/// or a slip for 1,500, so it is refused with a sentence that shows how to write it.
/// </summary>
public static partial class TypedAmount
{
    /// <summary>
    /// The amount, or why it cannot be taken. Spaces around it and one dollar sign in front are fine.
    /// </summary>
    public static Outcome<Usd> Read(string? typed)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return new Refusal("Amount_Missing");
        }

        var digits = Sign().Replace(text, "");
        if (digits.StartsWith('-') || digits.StartsWith('−') || text.StartsWith('-') || text.StartsWith('−'))
        {
            return new Refusal("Amount_NotPositive");
        }

        return Plain().IsMatch(digits) || Grouped().IsMatch(digits) ? Within(digits) : WhyNot(digits);
    }

    private static Outcome<Usd> Within(string digits)
    {
        var dollars = digits.Replace(",", "", StringComparison.Ordinal);
        if (dollars.Split('.')[0].TrimStart('0').Length > 9)
        {
            return new Refusal("Amount_TooLarge", Usd.LargestPayment);
        }

        var amount = new Usd((long)(decimal.Parse(dollars, NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture) * 100m));
        return !amount.IsPositive ? new Refusal("Amount_NotPositive")
            : amount > Usd.LargestPayment ? new Refusal("Amount_TooLarge", Usd.LargestPayment)
            : amount;
    }

    private static Refusal WhyNot(string digits) =>
        TooFine().IsMatch(digits) ? new Refusal("Amount_PartOfCent")
        : DecimalComma().IsMatch(digits) ? new Refusal("Amount_Comma")
        : new Refusal("Amount_NotANumber");

    [GeneratedRegex(@"^\$\s*")]
    private static partial Regex Sign();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]{1,2})?$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^[0-9][0-9,]*\.[0-9]{3,}$")]
    private static partial Regex TooFine();

    [GeneratedRegex(@"^[0-9.]+,[0-9]+$|^[0-9,.]+$")]
    private static partial Regex DecimalComma();
}
