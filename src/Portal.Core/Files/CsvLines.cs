using CsvHelper;

namespace Portal.Core.Files;

/// <summary>
/// Reads a CSV file that people made, line by line: UTF-8 with or without its mark, lines ended either way, a header
/// that names the columns in any order. What is in a cell is text, also where it looks like a formula.
/// </summary>
internal static class CsvLines
{
    private const int LongestRecord = 4096;

    /// <summary>What is wrong with a line: a refusal's key and values.</summary>
    public sealed record Fault(long Line, string Key, params string[] Values);

    /// <summary>What is wrong with a line's cells.</summary>
    public sealed record Wrong(string Key, params string[] Values);

    /// <param name="take">Takes a line's cells by their columns' names, or says what is wrong.</param>
    /// <returns>What is wrong by line; a fault that ends the file is the last.</returns>
    public static async Task<List<Fault>> ReadAsync(
        Stream file, IReadOnlyList<string> columns, int most, Func<long, Func<string, string>, Wrong?> take,
        CancellationToken ct)
    {
        var (faults, lines, line) = (new List<Fault>(), 0, 1L);
        await using var csv = CsvReader.Create(file, Options(), leaveOpen: true);
        try
        {
            await csv.ReadHeaderAsync(ct);
            var missing = columns.Where(c => !csv.TryGetFieldIndex(c, out _)).ToList();
            if (missing.Count > 0) { return [new(1, "Batch_NoColumn", string.Join(", ", missing))]; }

            while (await csv.ReadAsync(ct))
            {
                line = csv.LineNumber;
                if (++lines > most)
                {
                    faults.Add(new(line, "Batch_TooManyRows", $"{most}"));
                    break;
                }

                if (Cells(csv, take, line) is { } wrong) { faults.Add(new(line, wrong.Key, wrong.Values)); }
            }
        }
        catch (CsvFormatException)
        {
            faults.Add(new(Math.Max(line, csv.LineNumber), "Batch_Malformed", $"{LongestRecord}"));
        }

        if (lines == 0 && faults.Count == 0) { faults.Add(new(1, "Batch_Empty")); }

        return faults;
    }

    /// <summary>A cell as it may stand in a sentence.</summary>
    public static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    private static Wrong? Cells(CsvReader csv, Func<long, Func<string, string>, Wrong?> take, long line)
    {
        if (csv.RawRecord.Contains((byte)0) || csv.RawRecord.IndexOf("\uFFFD"u8) >= 0
            || !System.Text.Unicode.Utf8.IsValid(csv.RawRecord))
        {
            return new("Batch_Letters");
        }

        return csv.FieldCount != csv.Headers.Count
            ? new("Batch_Columns", $"{csv.FieldCount}", $"{csv.Headers.Count}")
            : take(line, column => csv.TryGetFieldIndex(column, out var index) ? csv.GetString(index).Trim() : "");
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
}
