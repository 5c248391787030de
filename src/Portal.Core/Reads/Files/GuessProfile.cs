using System.Globalization;
using System.Text;
using CsvHelper;

namespace Portal.Core.Reads.Files;

/// <summary>
/// Guesses from a file's first lines how it is written: what a page offers when a profile is made from a sample, and
/// what check-file goes by. Null when no column of reads is found.
/// </summary>
public static class GuessProfile
{
    private const int Sample = 64 * 1024;
    private const int Lines = 50;

    private static readonly string[] Meters =
        ["meter", "meternumber", "meterno", "meterid", "meter#", "meternum", "serial", "serialnumber", "metersn",
            "device", "deviceid", "endpoint", "endpointid", "registerid", "mtr", "mtrno", "medidor"];

    private static readonly string[] Dates =
        ["date", "readdate", "readon", "readingdate", "readingon", "dateread", "readdt", "read_dt", "timestamp",
            "datetime", "readtime", "start", "starttime", "intervalstart", "day", "fecha"];

    private static readonly string[] Readings =
        ["reading", "read", "currentreading", "currentread", "meterreading", "registerread", "readvalue", "register",
            "readingvalue", "current", "lectura"];

    private static readonly string[] Uses =
        ["usage", "use", "consumption", "interval", "intervalvalue", "value", "quantity", "volume", "flow", "consumo"];

    private static readonly string[] Kinds = ["kind", "type", "readtype", "readcode", "code", "status", "estimated"];

    private static readonly string[] UnitNames = ["unit", "units", "uom", "unitofmeasure", "unidad"];

    /// <summary>Looks at the first lines and goes back to the start.</summary>
    public static async Task<ReadProfile?> OfAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var start = file.Position;
        var bytes = new byte[Sample];
        var read = await file.ReadAtLeastAsync(bytes, Sample, throwOnEndOfStream: false, ct);
        file.Position = start;
        var whole = bytes.AsMemory(0, read);
        var encoding = IsWide(whole.Span) || System.Text.Unicode.Utf8.IsValid(Complete(whole.Span))
            ? FileEncoding.Utf8
            : FileEncoding.Windows1252;
        return ReadProfile.Separators
            .Select(separator => Guess(whole, encoding, separator))
            .FirstOrDefault(guess => guess is not null);
    }

    private static bool IsWide(ReadOnlySpan<byte> head) =>
        head.StartsWith((byte[])[0xFF, 0xFE]) || head.StartsWith((byte[])[0xFE, 0xFF]);

    /// <summary>Up to the last line's end: a letter cut in two is no sign of another encoding.</summary>
    private static ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> head) =>
        head.Length == Sample && head.LastIndexOf((byte)'\n') is > 0 and var end ? head[..end] : head;

    private static ReadProfile? Guess(ReadOnlyMemory<byte> head, FileEncoding encoding, char separator)
    {
        var rows = Rows(head, encoding, separator);
        if (rows.Count == 0) { return null; }

        string? Column(string[] names) => rows[0].FirstOrDefault(cell => names.Contains(Plain(cell)));
        var (meter, date, reading) = (Column(Meters), Column(Dates), Column(Readings));
        var value = reading ?? Column(Uses);
        if (meter is null || (date is null && value is null)) { return null; }

        var header = rows[0].ToList();
        IEnumerable<string> Cells(string? name) => name is null
            ? []
            : rows.Skip(1).Where(r => r.Length > header.IndexOf(name)).Select(r => r[header.IndexOf(name)].Trim());
        return new()
        {
            Shape = reading is null && value is not null ? ReadFileShape.Intervals : ReadFileShape.Readings,
            Separator = separator,
            Encoding = encoding,
            MeterColumn = meter,
            DateColumn = date ?? "date",
            ValueColumn = value ?? "reading",
            KindColumn = Column(Kinds),
            UnitColumn = Column(UnitNames),
            DateFormat = FormatOf([.. Cells(date)]),
            DecimalSign = separator != ',' && Commas([.. Cells(value)]) ? ',' : '.',
        };
    }

    private static List<string[]> Rows(ReadOnlyMemory<byte> head, FileEncoding encoding, char separator)
    {
        var profile = new ReadProfile
        {
            HasHeader = false, Separator = separator, Encoding = encoding,
            MeterColumn = "1", DateColumn = "2", ValueColumn = "3",
        };
        var options = CsvReadFile.Options(profile) with { MalformedData = CsvMalformedDataHandling.Recover };
        var rows = new List<string[]>();
        using var csv = CsvReader.Create(head, options);
        try
        {
            while (rows.Count < Lines && csv.Read())
            {
                rows.Add([.. Enumerable.Range(0, Math.Min(csv.FieldCount, 200)).Select(csv.GetString)]);
            }
        }
        catch (CsvFormatException)
        {
            // What could be read is sample enough; the rest is told when the file is read whole.
        }

        return rows;
    }

    private static string Plain(string cell) => new StringBuilder(cell.Length)
        .Append([.. cell.Where(c => char.IsLetterOrDigit(c) || c == '#').Select(char.ToLowerInvariant)]).ToString();

    /// <summary>The format that most of the sample is in; on a tie the first.</summary>
    private static string FormatOf(IReadOnlyList<string> cells) => ReadProfile.DateFormats.MaxBy(format => cells.Count(
        cell => DateTime.TryParseExact(cell, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))!;

    private static bool Commas(IReadOnlyList<string> cells) =>
        cells.Any(c => c.Contains(',')) && !cells.Any(c => c.LastIndexOf('.') > c.LastIndexOf(','));
}
