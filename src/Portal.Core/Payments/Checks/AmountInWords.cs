using System.Globalization;
using Portal.Core.Money;

namespace Portal.Core.Payments.Checks;

/// <summary>An amount as it is written on a check, in English: "One hundred twelve and 52/100 dollars".</summary>
public static class AmountInWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <param name="amount">Less than a million dollars.</param>
    public static string Of(Usd amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.Cents);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(amount.Cents, 100_000_000);
        var words = Whole(amount.Cents / 100);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{char.ToUpperInvariant(words[0])}{words[1..]} and {amount.Cents % 100:00}/100 dollars");
    }

    private static string Whole(long number) => number switch
    {
        < 20 => Small[number],
        < 100 => Tens[number / 10] + (number % 10 == 0 ? "" : $"-{Small[number % 10]}"),
        < 1000 => $"{Small[number / 100]} hundred" + Rest(number % 100),
        _ => $"{Whole(number / 1000)} thousand" + Rest(number % 1000),
    };

    private static string Rest(long number) => number == 0 ? "" : $" {Whole(number)}";
}
