using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace Portal.Core.Reads.Files;

/// <summary>
/// Reads a CSV file of any size line by line in constant memory. Nothing in it can make us read more than a record's
/// limit at once, run anything, or open anything.
/// </summary>
public static class CsvReadFile
{
    /// <summary>The longest record in bytes: an unclosed quote must not swallow a file.</summary>
    public const int LongestRecord = 16_384;

    /// <summary>More lines than the largest city has intervals in a month belong into several files.</summary>
    public const long MostLines = 20_000_000;

    private const int MostColumns = 200;

    static CsvReadFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>How the CSV library is to read a profile's files.</summary>
    internal static CsvReaderOptions Options(ReadProfile profile) => new()
    {
        HasHeader = profile.HasHeader,
        Separator = profile.Separator,
        Encoding = profile.Encoding == FileEncoding.Windows1252 ? Encoding.GetEncoding(1252) : null,
        MaxRecordSize = LongestRecord,
        BufferSize = LongestRecord,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrimWhitespace = true,
    };

    /// <summary>Every line, with what it says or what is wrong; ends early at a fault that ends the file.</summary>
    public static async IAsyncEnumerable<FileLine> ReadAsync(
        Stream file, ReadProfile profile, LineReader reader, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(reader);
        await using var csv = CsvReader.Create(file, Options(profile), leaveOpen: true);
        var (columns, fault) = await ColumnsAsync(csv, profile, ct);
        if (fault is { } wrong) { yield return wrong; yield break; }

        var last = profile.HasHeader ? 1L : 0L;
        while (true)
        {
            var (more, end) = await NextAsync(csv, last, ct);
            if (end is { } stop) { yield return stop; yield break; }

            if (!more) { yield break; }

            var line = Line(csv, columns!, reader);
            last = line.No;
            yield return line;
            if (line.Fault?.EndsFile == true) { yield break; }

            if (csv.RowNumber >= MostLines)
            {
                yield return FileLine.End(csv.LineNumber, "File_TooManyLines", MostLines);
                yield break;
            }
        }
    }

    private static FileLine Line(CsvReader csv, Columns columns, LineReader reader)
    {
        var no = csv.LineNumber;
        if (csv.RawRecord.Contains((byte)0)) { return FileLine.End(no, "File_Nul", no); }

        if (csv.FieldCount > MostColumns) { return FileLine.End(no, "File_TooManyColumns", no, MostColumns); }

        if (csv.FieldCount <= columns.Last) { return FileLine.Wrong(no, "Row_Columns", csv.FieldCount); }

        if (csv.RawRecord.IndexOf("\uFFFD"u8) >= 0 || !System.Text.Unicode.Utf8.IsValid(csv.RawRecord))
        {
            return FileLine.Wrong(no, "Row_Letters", no);
        }

        return reader.Read(no, new(
            csv.GetString(columns.Meter), csv.GetString(columns.Date), csv.GetString(columns.Value),
            columns.Kind is { } kind ? csv.GetString(kind) : null,
            columns.Unit is { } unit ? csv.GetString(unit) : null,
            columns.Demand is { } demand ? csv.GetString(demand) : null,
            columns.Exported is { } exported ? csv.GetString(exported) : null));
    }

    private static async Task<(bool More, FileLine? End)> NextAsync(
        CsvReader csv, long last, CancellationToken ct)
    {
        try
        {
            return (await csv.ReadAsync(ct), null);
        }
        catch (CsvFormatException)
        {
            // The library refuses a record that is malformed or too long; what follows it cannot be told apart.
            var no = Math.Max(last + 1, csv.LineNumber);
            return (false, FileLine.End(no, "File_Malformed", no, LongestRecord));
        }
    }

    private static async Task<(Columns? Columns, FileLine? Fault)> ColumnsAsync(
        CsvReader csv, ReadProfile profile, CancellationToken ct)
    {
        try
        {
            await csv.ReadHeaderAsync(ct);
        }
        catch (CsvFormatException)
        {
            return (null, FileLine.End(1, "File_Malformed", 1, LongestRecord));
        }

        var missing = new List<string>();
        int? Find(string? column) =>
            string.IsNullOrWhiteSpace(column) ? null
            : profile.HasHeader && csv.TryGetFieldIndex(column.Trim(), out var index) ? index
            : ReadProfile.Position(column.Trim()) is { } position ? position
            : Missing(column);
        int? Missing(string column)
        {
            missing.Add(FileFault.Shown(column));
            return null;
        }

        var (meter, date, value) = (Find(profile.MeterColumn), Find(profile.DateColumn), Find(profile.ValueColumn));
        var (kind, unit) = (Find(profile.KindColumn), Find(profile.UnitColumn));
        var (demand, exported) = (Find(profile.DemandColumn), Find(profile.ExportedColumn));
        return missing.Count > 0
            ? (null, FileLine.End(1, "File_NoColumn", string.Join(", ", missing)))
            : (new(meter!.Value, date!.Value, value!.Value, kind, unit, demand, exported), null);
    }

    private sealed record Columns(
        int Meter, int Date, int Value, int? Kind, int? Unit, int? Demand, int? Exported)
    {
        public int Last { get; } =
            new[] { Meter, Date, Value, Kind ?? 0, Unit ?? 0, Demand ?? 0, Exported ?? 0 }.Max();
    }
}
