using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using Portal.Core.Money;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// Reads a CSV file of adjustments line by line: UTF-8 with or without its mark, lines ended either way, a header that
/// names the columns in any order. What is in a cell is text, also where it looks like a formula. Says what is wrong
/// by line; a fault that ends the file is the last.
/// </summary>
internal static partial class ReadBatchFile
{
    /// <summary>More belong into several files.</summary>
    public const int MostRows = 10_000;

    private const int LongestRecord = 4096;
    private const int LongestNote = 500;

    /// <summary>In the order of the sample.</summary>
    public static readonly IReadOnlyList<string> Columns = ["account", "line", "reason", "amount", "note"];

    /// <summary>What one line asks for.</summary>
    /// <param name="Target">"water", or line 2 of bill 4711 as "4711/2".</param>
    public sealed record Asked(long Line, string Account, string Target, string Reason, Usd Amount, string Note);

    /// <summary>What is wrong with a line.</summary>
    public sealed record Fault(long Line, string Key, params string[] Values);

    public static async Task<(List<Asked> Rows, List<Fault> Faults)> RunAsync(Stream file, CancellationToken ct)
    {
        var (rows, faults) = (new List<Asked>(), new List<Fault>());
        await using var csv = CsvReader.Create(file, Options(), leaveOpen: true);
        var line = 1L;
        try
        {
            await csv.ReadHeaderAsync(ct);
            var missing = Columns.Where(c => !csv.TryGetFieldIndex(c, out _)).ToList();
            if (missing.Count > 0)
            {
                faults.Add(new(1, "Batch_NoColumn", string.Join(", ", missing)));
                return (rows, faults);
            }

            var columns = csv.Headers.Count;
            while (await csv.ReadAsync(ct))
            {
                line = csv.LineNumber;
                if (rows.Count + faults.Count >= MostRows)
                {
                    faults.Add(new(line, "Batch_TooManyRows", $"{MostRows}"));
                    break;
                }

                Read(csv, columns, line, rows, faults);
            }
        }
        catch (CsvFormatException)
        {
            faults.Add(new(Math.Max(line, csv.LineNumber), "Batch_Malformed", $"{LongestRecord}"));
        }

        if (rows.Count + faults.Count == 0) { faults.Add(new(1, "Batch_Empty")); }

        return (rows, faults);
    }

    private static CsvReaderOptions Options() => new()
    {
        HasHeader = true,
        Separator = ',',
        MaxRecordSize = LongestRecord,
        BufferSize = LongestRecord,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrimWhitespace = true,
    };

    private static void Read(CsvReader csv, int columns, long line, List<Asked> rows, List<Fault> faults)
    {
        if (csv.RawRecord.Contains((byte)0) || csv.RawRecord.IndexOf("\uFFFD"u8) >= 0
            || !System.Text.Unicode.Utf8.IsValid(csv.RawRecord))
        {
            faults.Add(new(line, "Batch_Letters"));
            return;
        }

        if (csv.FieldCount != columns)
        {
            faults.Add(new(line, "Batch_Columns", $"{csv.FieldCount}", $"{columns}"));
            return;
        }

        string Of(string column) => csv.TryGetFieldIndex(column, out var index) ? csv.GetString(index).Trim() : "";
        var (account, target, reason, note) = (Of("account"), Of("line"), Of("reason"), Of("note"));
        if (Cents(Of("amount")) is not { } cents)
        {
            faults.Add(new(line, "Batch_Amount", Shown(Of("amount"))));
        }
        else if (note.Length is 0 or > LongestNote)
        {
            faults.Add(new(line, "Batch_Note", $"{LongestNote}"));
        }
        else
        {
            rows.Add(new(line, account, target.ToLowerInvariant(), reason, new(cents), note));
        }
    }

    /// <summary>Signed whole cents; null for what is no amount, for nothing and for too much.</summary>
    private static long? Cents(string text) =>
        AmountShape().IsMatch(text)
        && (long)(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) * 100) is var cents
        && cents != 0 && Math.Abs(cents) <= Usd.LargestPayment.Cents ? cents : null;

    /// <summary>A cell as it may stand in a sentence.</summary>
    internal static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    [GeneratedRegex(@"^-?[0-9]{1,7}(\.[0-9]{1,2})?\z")]
    private static partial Regex AmountShape();
}
