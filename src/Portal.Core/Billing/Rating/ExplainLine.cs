using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Words;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Says a bill line in plain words, in English or Spanish, from what was stored with it: the sentences of
/// Words/Bills.resx. Numbers are written as on the bill, with a point, in both languages.
/// </summary>
public static class ExplainLine
{
    private const string Book = "Bills";
    private const string Largest = "#,##0.####";
    private const string Price = "#,##0.00####";

    /// <summary>One sentence or more: a tiered line has one for each tier.</summary>
    public static IReadOnlyList<string> In(CultureInfo culture, LineExplanation line, Usd amount)
    {
        var regular = amount + new Usd((line.Discounts ?? []).Sum(d => d.Cents));
        var sentences = line.Kind switch
        {
            "service" => [ServiceSentence(culture, line)],
            "uniform" when line is { Winter: { Source: WinterSource.Default, Units: 0m } } => [],
            "uniform" => UniformSentences(culture, line),
            "tiered" => TierSentences(culture, line),
            "flat" => [FlatSentence(culture, line, regular)],
            "stormwater" => StormwaterSentences(culture, line),
            "annual" => [AnnualSentence(culture, line)],
            "minimum" => [MinimumSentence(culture, line)],
            "percent" => [PercentSentence(culture, line)],
            _ => throw new InvalidOperationException($"No words for a {line.Kind} line."),
        };
        return [.. sentences, .. ExplainMore.In(culture, line, amount)];
    }

    /// <summary>The line's period: its days and how many they are.</summary>
    public static string Period(CultureInfo culture, LineExplanation line) => Say(
        culture, "Line_Period", line.FromOn.ToString("d", culture), line.ToOn.ToString("d", culture), Days(line));

    /// <summary>Days charged: the first counts, the day of the closing read does not (domain.md §1.3).</summary>
    public static int Days(LineExplanation line) => line.ToOn.DayNumber - line.FromOn.DayNumber;

    private static string ServiceSentence(CultureInfo culture, LineExplanation line)
    {
        if (line.Dwellings is { } dwellings)
        {
            return Say(culture, "Line_ServiceDwellings", dwellings, Rate(line.Rate));
        }

        var where = line.Location switch
        {
            PremiseLocation.InsideCity => "Inside",
            PremiseLocation.OutsideCity => "Outside",
            _ => "Anywhere",
        };
        return line.MeterSize is { } size
            ? Say(culture, $"Line_ServiceMeter{where}", Meter(culture, size))
            : Say(culture, $"Line_Service{where}");
    }

    private static string[] UniformSentences(CultureInfo culture, LineExplanation line)
    {
        var charged = Say(culture, "Line_Uniform", Number(line.Quantity), line.Unit, Rate(line.Rate));
        return line.UsedQuantity is { } used
            ? [charged, Say(culture, "Line_UseCapped", Number(used), line.Unit, Number(line.Quantity))]
            : [charged];
    }

    private static string[] TierSentences(CultureInfo culture, LineExplanation line)
    {
        var parts = line.Tiers ?? [];
        return [.. parts.Select((part, place) => Say(
            culture,
            parts.Count == 1 && part.From == 0 ? "Line_TierOnly" : place == 0 ? "Line_TierFirst" : "Line_TierNext",
            Number(part.Quantity),
            line.Unit,
            Rate(part.Rate),
            new Usd(part.AmountCents)))];
    }

    private static string FlatSentence(CultureInfo culture, LineExplanation line, Usd amount) =>
        line.Choice is null && line.Quantity == 1
            ? Say(culture, "Line_FlatWhole", line.Part is null && line.OfDays is null ? amount : Rate(line.Rate))
            : Say(culture, "Line_Flat", Number(line.Quantity), Rate(line.Rate));

    private static string[] StormwaterSentences(CultureInfo culture, LineExplanation line)
    {
        var units = line.Stormwater ?? throw new InvalidOperationException("A stormwater line keeps its units.");
        return
        [
            units.UnitArea is { } one
                ? Say(culture, "Line_Stormwater", Number(units.Units), Rate(line.Rate), Number(one))
                : Say(culture, "Line_StormwaterBand", Number(units.Units), Rate(line.Rate)),
            units.Percent is { } percent
                ? Say(culture, "Line_StormwaterPercent", Number(units.Area), Number(percent))
                : Say(culture, "Line_StormwaterArea", Number(units.Area)),
        ];
    }

    private static string AnnualSentence(CultureInfo culture, LineExplanation line) =>
        line.Months is { } months and < 12
            ? Say(culture, "Line_AnnualPart", months, Rate(line.Rate))
            : Say(culture, "Line_AnnualWhole", Rate(line.Rate));

    private static string MinimumSentence(CultureInfo culture, LineExplanation line) =>
        Say(culture, "Line_Minimum", Rate(line.Rate), new Usd(line.InsteadOfCents ?? 0));

    private static string PercentSentence(CultureInfo culture, LineExplanation line) => Say(
        culture, "Line_Percent", Number(line.Rate ?? 0m), Usd.FromRate(line.Quantity, 1m));

    /// <summary>5/8" as people say it: 5/8-inch; de 5/8 de pulgada.</summary>
    private static string Meter(CultureInfo culture, string size)
    {
        var inches = size.TrimEnd('"', ' ');
        var key = inches == "1" ? "Meter_OneInch" : inches.Contains('/') && !inches.Contains(' ')
            ? "Meter_PartOfInch"
            : "Meter_Inches";
        return Say(culture, key, inches);
    }

    internal static string Rate(decimal? rate) =>
        "$" + (rate ?? 0m).ToString(Price, CultureInfo.InvariantCulture);

    internal static string Number(decimal number) => number.ToString(Largest, CultureInfo.InvariantCulture);

    internal static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, Book, key, values);
}
