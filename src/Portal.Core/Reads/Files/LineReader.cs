using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Billing;

namespace Portal.Core.Reads.Files;

/// <summary>Reads the cells of one line by a profile, and says what is wrong with them.</summary>
/// <param name="profile">How the sender writes.</param>
/// <param name="today">No meter has been read after it.</param>
/// <param name="zone">The city's, for moments that carry an offset.</param>
public sealed partial class LineReader(ReadProfile profile, DateOnly today, TimeZoneInfo zone)
{
    /// <summary>The most letters of a meter's number.</summary>
    public const int LongestMeter = 40;

    private const decimal LargestReading = 9_999_999_999m;
    private const int MostDecimals = 4;

    /// <summary>Times of a repeated hour that each meter of the file has had.</summary>
    private readonly HashSet<(string Meter, DateTime Wall)> _shownTwice = [];

    /// <summary>First characters that a spreadsheet takes for a formula (OWASP, CSV injection).</summary>
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r', '|', '%'];

    /// <summary>The cells of a line, in the order of the profile's columns; null where there is none.</summary>
    public readonly record struct Cells(
        string Meter, string Date, string Value, string? Kind, string? Unit, string? Demand, string? Exported);

    public FileLine Read(long no, Cells cells)
    {
        var meter = cells.Meter.Trim();
        if (MeterFault(meter) is { } fault) { return FileLine.Wrong(no, fault, FileFault.Shown(meter)); }

        if (!TryDay(meter, cells.Date.Trim(), out var day, out var minute))
        {
            return FileLine.Wrong(no, "Row_Date", FileFault.Shown(cells.Date), profile.DateFormat);
        }

        if (day > today) { return FileLine.Wrong(no, "Row_DateFuture", day); }

        if (Number(cells.Value.Trim(), profile.Multiplier, out var value) is { } wrong)
        {
            return FileLine.Wrong(no, wrong, FileFault.Shown(cells.Value));
        }

        if (Figure(cells.Demand, out var demand) is { } noDemand)
        {
            return FileLine.Wrong(no, noDemand, FileFault.Shown(cells.Demand!));
        }

        if (Figure(cells.Exported, out var exported) is { } noExport)
        {
            return FileLine.Wrong(no, noExport, FileFault.Shown(cells.Exported!));
        }

        if (KindOf(cells.Kind) is not { } kind)
        {
            return FileLine.Wrong(no, "Row_Kind", FileFault.Shown(cells.Kind!));
        }

        var unit = string.IsNullOrWhiteSpace(cells.Unit) ? profile.Unit : cells.Unit.Trim();
        if (unit is not null && ReadUnits.Known(unit) is null)
        {
            return FileLine.Wrong(no, "Row_UnitUnknown", FileFault.Shown(unit), ReadUnits.List);
        }

        if (profile.Unit is not null && ReadUnits.Known(unit) != ReadUnits.Known(profile.Unit))
        {
            return FileLine.Wrong(no, "Row_UnitOther", FileFault.Shown(unit!), profile.Unit);
        }

        var isInterval = profile.Shape == ReadFileShape.Intervals;
        return FileLine.Of(
            no,
            new(meter, day, value, kind, ReadUnits.Known(unit), isInterval ? minute : null)
            {
                Demand = demand, Exported = exported,
            });
    }

    /// <summary>Of what a meter counts beside its register: blank where it counts none.</summary>
    private string? Figure(string? text, out decimal? value)
    {
        value = null;
        if (string.IsNullOrWhiteSpace(text)) { return null; }

        var fault = Number(text.Trim(), 1m, out var number);
        value = number;
        return fault;
    }

    private static string? MeterFault(string meter) =>
        meter.Length == 0 ? "Row_MeterMissing"
        : Formula.Contains(meter[0]) ? "Row_MeterFormula"
        : meter.Length > LongestMeter || !MeterNumber().IsMatch(meter) ? "Row_MeterUnusable"
        : null;

    /// <summary>Minutes since the city's midnight, as they pass: November's repeated hour counts twice.</summary>
    private bool TryDay(string meter, string text, out DateOnly day, out int minute)
    {
        (day, minute) = (default, 0);
        var invariant = CultureInfo.InvariantCulture;
        if (profile.DateFormat.Contains('K', StringComparison.Ordinal)
            || profile.DateFormat.Contains('z', StringComparison.Ordinal))
        {
            if (!DateTimeOffset.TryParseExact(
                text, profile.DateFormat, invariant, DateTimeStyles.AssumeUniversal, out var moment)) { return false; }

            (day, minute) = InCity(moment, zone);
            return true;
        }

        if (!DateTime.TryParseExact(text, profile.DateFormat, invariant, DateTimeStyles.None, out var wall))
        {
            return false;
        }

        if (wall.Year is < 1990 or > 2100) { return false; }

        (day, minute) = InCity(new DateTimeOffset(wall, OffsetOf(meter, wall)), zone);
        return true;
    }

    /// <summary>The clock shows November's repeated hour twice: first in summer time, then in winter's.</summary>
    private TimeSpan OffsetOf(string meter, DateTime wall) =>
        !zone.IsAmbiguousTime(wall) || profile.Shape != ReadFileShape.Intervals ? zone.GetUtcOffset(wall)
        : _shownTwice.Add((meter, wall)) ? zone.GetAmbiguousTimeOffsets(wall).Max()
        : zone.GetAmbiguousTimeOffsets(wall).Min();

    /// <summary>A moment as the city's day and the minutes that have passed since its midnight.</summary>
    internal static (DateOnly Day, int Minute) InCity(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        var midnight = local.Date;
        var passed = moment.UtcDateTime - (midnight - zone.GetUtcOffset(midnight));
        return (DateOnly.FromDateTime(local.Date), (int)passed.TotalMinutes);
    }

    /// <summary>The number times a multiplier: exact, or it is not taken.</summary>
    private string? Number(string text, decimal multiplier, out decimal value)
    {
        value = 0m;
        var (point, group) = profile.DecimalSign == ',' ? (',', '.') : ('.', ',');
        if (text.Length is 0 or > 40 || !Shape(point).IsMatch(text)) { return "Row_Value"; }

        var plain = text.Replace(group.ToString(), "", StringComparison.Ordinal).Replace(point, '.');
        if (!decimal.TryParse(
            plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out value))
        {
            return "Row_Value";
        }

        value *= multiplier;
        return value < 0m ? "Row_ValueNegative"
            : value > LargestReading ? "Row_ValueLarge"
            : decimal.Round(value, MostDecimals) != value ? "Row_ValueDecimals"
            : null;
    }

    private static ReadKind? KindOf(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        null or "" or "a" or "act" or "actual" or "r" or "read" => ReadKind.Actual,
        "e" or "est" or "estimate" or "estimated" => ReadKind.Estimated,
        _ => null,
    };

    private static Regex Shape(char point) => point == ',' ? CommaNumber() : PointNumber();

    [GeneratedRegex(@"^[\p{L}\p{N}](?:[\p{L}\p{N} ./_#-]*[\p{L}\p{N}])?\z")]
    private static partial Regex MeterNumber();

    [GeneratedRegex(@"^[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?\z")]
    private static partial Regex PointNumber();

    [GeneratedRegex(@"^[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?\z")]
    private static partial Regex CommaNumber();
}
