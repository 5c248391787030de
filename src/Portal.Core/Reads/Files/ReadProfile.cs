using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Common;

namespace Portal.Core.Reads.Files;

/// <summary>What the lines of a profile's files hold.</summary>
public enum ReadFileShape
{
    /// <summary>A register's reading a line.</summary>
    Readings,

    /// <summary>The use of one interval a line, as advanced meters send them.</summary>
    Intervals,
}

/// <summary>How bytes become letters.</summary>
public enum FileEncoding
{
    /// <summary>UTF-8, with or without its mark; UTF-16 with one.</summary>
    Utf8,

    /// <summary>Western European, as older Windows programs write.</summary>
    Windows1252,
}

/// <summary>
/// How one sender writes files of reads: saved, edited on a page, tried on a sample. A column is a name of the header,
/// or a number from 1.
/// </summary>
public sealed record ReadProfile
{
    /// <summary>Date formats offered; any other of .NET's custom formats may be typed.</summary>
    public static readonly IReadOnlyList<string> DateFormats =
        ["yyyy-MM-dd", "M/d/yyyy", "M/d/yy", "d/M/yyyy", "d.M.yyyy", "yyyyMMdd", "MMddyyyy", "M/d/yyyy H:mm",
            "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK"];

    /// <summary>Separators offered: comma, semicolon, tab, bar.</summary>
    public static readonly IReadOnlyList<char> Separators = [',', ';', '\t', '|'];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public ReadFileShape Shape { get; init; }

    public bool HasHeader { get; init; } = true;

    public char Separator { get; init; } = ',';

    public FileEncoding Encoding { get; init; }

    public required string MeterColumn { get; init; }

    public required string DateColumn { get; init; }

    /// <summary>The reading, or of intervals the use.</summary>
    public required string ValueColumn { get; init; }

    /// <summary>Says actual or estimated; null when all are actual.</summary>
    public string? KindColumn { get; init; }

    public string? UnitColumn { get; init; }

    /// <summary>Highest demand since the read before, in kW; of readings only.</summary>
    public string? DemandColumn { get; init; }

    /// <summary>Units sent back to the grid since the read before; of readings only.</summary>
    public string? ExportedColumn { get; init; }

    public string DateFormat { get; init; } = DateFormats[0];

    /// <summary>Point or comma before the decimals.</summary>
    public char DecimalSign { get; init; } = '.';

    /// <summary>Unit of every line; checked against the meter's own. Null when the file or the meter says it.</summary>
    public string? Unit { get; init; }

    /// <summary>What a value of the file is multiplied with to give what the dials show.</summary>
    public decimal Multiplier { get; init; } = 1m;

    /// <summary>Refuses a profile that no file could be read with.</summary>
    public Refusal? WhyNot()
    {
        var columns = new[]
            {
                MeterColumn, DateColumn, ValueColumn, KindColumn, UnitColumn, DemandColumn, ExportedColumn,
            }.Where(c => !string.IsNullOrWhiteSpace(c)).ToList();
        return string.IsNullOrWhiteSpace(MeterColumn) || string.IsNullOrWhiteSpace(DateColumn)
                || string.IsNullOrWhiteSpace(ValueColumn) ? new("Reads_ProfileColumns")
            : columns.Distinct(StringComparer.OrdinalIgnoreCase).Count() != columns.Count
                ? new("Reads_ProfileColumnTwice")
            : !HasHeader && columns.Any(c => Position(c!) is null) ? new("Reads_ProfilePositions")
            : !Separators.Contains(Separator) || DecimalSign is not ('.' or ',') || DecimalSign == Separator
                ? new("Reads_ProfileSigns")
            : Multiplier is <= 0m or > 1_000_000m ? new("Reads_ProfileMultiplier")
            : !IsDateFormat(DateFormat) ? new("Reads_ProfileDateFormat")
            : Unit is not null && ReadUnits.Known(Unit) is null ? new("Reads_ProfileUnit", ReadUnits.List)
            : null;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static ReadProfile FromJson(string json) => JsonSerializer.Deserialize<ReadProfile>(json, Json)
        ?? throw new InvalidOperationException("A stored profile is never null.");

    /// <summary>Index of a column given by its number; null for a name.</summary>
    internal static int? Position(string column) =>
        int.TryParse(column, System.Globalization.NumberStyles.None, null, out var number) && number is >= 1 and <= 200
            ? number - 1
            : null;

    /// <summary>A format that holds year, month and day, and reads back what it writes.</summary>
    private static bool IsDateFormat(string format)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var day = new DateTime(2037, 11, 23);
        try
        {
            return format.Length is >= 4 and <= 40
                && DateTime.TryParseExact(
                    day.ToString(format, invariant), format, invariant, default, out var back)
                && DateOnly.FromDateTime(back) == DateOnly.FromDateTime(day);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
