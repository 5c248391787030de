using System.Globalization;
using System.Text;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Payments.Checks;

/// <summary>How a bank wants to be told which checks are good; each is a bank's published layout.</summary>
public enum PositivePayLayout
{
    /// <summary>CSV: I or C, account, number, MMDDYY, decimal amount, payee of at most 40 (Chase).</summary>
    CommaSeparated,

    /// <summary>Fixed 100: a 2 for a void, amount of 10 with implied cents, YYYYMMDD (Ascender).</summary>
    FixedHundred,

    /// <summary>Fixed 109: MMDDYYYY, register R, action A; it has no line for a void (First American).</summary>
    FixedHundredNine,
}

/// <summary>
/// Writes the file that tells the bank of checks issued and voided. Letters that banks do not take are written plain
/// (é as e), payees are cut to what the layout holds. Refuses an amount or number that is wider than its field, and a
/// void where the layout has no line for one: the bank is told of it by hand.
/// </summary>
public static class PositivePay
{
    /// <summary>$10,000,000.00 has eleven digits with its cents; fields have ten.</summary>
    private static readonly Usd TooMuch = new(1_000_000_000);

    /// <summary>Where it has none, the bank is told of a void by hand.</summary>
    internal static bool HasVoids(PositivePayLayout layout) => layout != PositivePayLayout.FixedHundredNine;

    /// <param name="On">Of a void the day it was voided.</param>
    public sealed record Line(long Number, DateOnly On, Usd Amount, string Payee, bool IsVoid);

    /// <returns>The whole file, each line ended by CR LF.</returns>
    public static Outcome<string> Write(CheckAccount account, IEnumerable<Line> lines)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(lines);
        var file = new StringBuilder();
        foreach (var line in lines)
        {
            var fits = line.Amount.IsPositive && line.Amount < TooMuch && line.Number is > 0 and < 10_000_000_000;
            if (!fits) { return new Refusal("PositivePay_TooWide", line.Number); }

            if (line.IsVoid && !HasVoids(account.Layout))
            {
                return new Refusal("PositivePay_NoVoid", line.Number);
            }

            file.Append(
                account.Layout switch
                {
                    PositivePayLayout.CommaSeparated => CommaSeparated(account, line),
                    PositivePayLayout.FixedHundred => FixedHundred(account, line),
                    PositivePayLayout.FixedHundredNine => FixedHundredNine(account, line),
                    _ => throw new InvalidOperationException($"Unknown layout {account.Layout}."),
                }).Append("\r\n");
        }

        return file.ToString();
    }

    /// <summary>Capital letters, digits and blanks, as every bank reads them.</summary>
    public static string Plain(string words, int most)
    {
        ArgumentNullException.ThrowIfNull(words);
        var plain = new StringBuilder();
        foreach (var c in words.Normalize(NormalizationForm.FormD).ToUpperInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.IsAsciiLetterOrDigit(c) || c is '&' or '-' or '.' or '\'' ? c : ' ');
            }
        }

        var line = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > most ? line[..most].TrimEnd() : line;
    }

    private static string CommaSeparated(CheckAccount account, Line line) => string.Join(
        ',', line.IsVoid ? "C" : "I", account.AccountNumber, Whole(line.Number), Day(line.On, "MMddyy"),
        line.Amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture), Plain(line.Payee, 40));

    /// <summary>
    /// account 1-12, void 13, blank 14-15, number 16-25, amount 26-37, day 38-45, blank 46, payee 47-100.
    /// </summary>
    private static string FixedHundred(CheckAccount account, Line line) =>
        account.AccountNumber.PadLeft(12, '0')[^12..] + (line.IsVoid ? '2' : ' ') + "  " + Zeros(line.Number, 10)
        + Zeros(line.Amount.Cents, 12) + Day(line.On, "yyyyMMdd") + ' ' + Plain(line.Payee, 54).PadRight(54);

    /// <summary>account 1-19, day 20-27, number 28-37, amount 38-47, payee 48-87, free 88-107, R 108, A 109.</summary>
    private static string FixedHundredNine(CheckAccount account, Line line) =>
        account.AccountNumber.PadLeft(19, '0') + Day(line.On, "MMddyyyy") + Zeros(line.Number, 10)
        + Zeros(line.Amount.Cents, 10) + Plain(line.Payee, 40).PadRight(40) + new string(' ', 20) + "RA";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Zeros(long number, int width) => Whole(number).PadLeft(width, '0');

    private static string Day(DateOnly day, string form) => day.ToString(form, CultureInfo.InvariantCulture);
}
