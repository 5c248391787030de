namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>
/// Fields of a record by their positions in Nacha's format, counted from 1. What lies beyond a short line is empty.
/// </summary>
internal static class NachaRecord
{
    private static readonly int[] Weights = [3, 7, 1, 3, 7, 1, 3, 7];

    public static string At(this string line, int first, int last) =>
        line.Length < first ? "" : line[(first - 1)..Math.Min(line.Length, last)];

    /// <summary>
    /// A number filled up with zeros; null when it is none. Blank is none, but for <paramref name="blank"/>.
    /// </summary>
    public static long? NumberAt(this string line, int first, int last, long? blank = null)
    {
        var text = line.At(first, last).Trim();
        return text.Length == 0 ? blank
            : text.Length <= 18 && text.All(char.IsAsciiDigit) ? long.Parse(text, Invariant) : null;
    }

    /// <summary>Codes that end with 5 to 9 are debits; those of the ledger (80 on) are debits when even.</summary>
    public static bool IsDebit(int transactionCode) =>
        transactionCode >= 80 ? transactionCode % 2 == 0 : transactionCode % 10 >= 5;

    /// <summary>The ninth digit that belongs to eight of a routing number: weights 3, 7, 1, to the next ten.</summary>
    public static int CheckDigit(ReadOnlySpan<char> eight)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++) { sum += (eight[i] - '0') * Weights[i]; }

        return (10 - sum % 10) % 10;
    }

    private static readonly IFormatProvider Invariant = System.Globalization.CultureInfo.InvariantCulture;
}
