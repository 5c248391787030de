using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Files;
using Portal.Core.Money;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// Reads a CSV file of adjustments line by line, as <see cref="CsvLines"/> reads; says what is wrong by line.
/// </summary>
internal static partial class ReadBatchFile
{
    /// <summary>More belong into several files.</summary>
    public const int MostRows = 10_000;

    private const int LongestNote = 500;

    /// <summary>In the order of the sample.</summary>
    public static readonly IReadOnlyList<string> Columns = ["account", "line", "reason", "amount", "note"];

    /// <summary>What one line asks for.</summary>
    /// <param name="Target">"water", or line 2 of bill 4711 as "4711/2".</param>
    public sealed record Asked(long Line, string Account, string Target, string Reason, Usd Amount, string Note);

    public static async Task<(List<Asked> Rows, List<CsvLines.Fault> Faults)> RunAsync(
        Stream file, CancellationToken ct)
    {
        var rows = new List<Asked>();
        var faults = await CsvLines.ReadAsync(file, Columns, MostRows, (line, of) =>
        {
            var (account, target, reason, note) = (of("account"), of("line"), of("reason"), of("note"));
            if (Cents(of("amount")) is not { } cents) { return new("Batch_Amount", CsvLines.Shown(of("amount"))); }

            if (note.Length is 0 or > LongestNote) { return new("Batch_Note", $"{LongestNote}"); }

            rows.Add(new(line, account, target.ToLowerInvariant(), reason, new(cents), note));
            return null;
        }, ct);
        return (rows, faults);
    }

    /// <summary>Signed whole cents; null for what is no amount, for nothing and for too much.</summary>
    private static long? Cents(string text) =>
        AmountShape().IsMatch(text)
        && (long)(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) * 100) is var cents
        && cents != 0 && Math.Abs(cents) <= Usd.LargestPayment.Cents ? cents : null;

    [GeneratedRegex(@"^-?[0-9]{1,7}(\.[0-9]{1,2})?\z")]
    private static partial Regex AmountShape();
}
