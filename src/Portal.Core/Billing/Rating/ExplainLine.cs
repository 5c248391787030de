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
        var sentences = line.Kind switch
        {
            "service" => [ServiceSentence(culture, line)],
            "uniform" => UniformSentences(culture, line),
            "tiered" => TierSentences(culture, line),
            "flat" => [FlatSentence(culture, line, amount)],
            "percent" => [PercentSentence(culture, line)],
            _ => throw new InvalidOperationException($"No words for a {line.Kind} line."),
        };
        return line.Read is { Estimated: true }
            ? [.. sentences, Say(culture, "Line_Estimated")]
            : sentences;
    }

    /// <summary>The line's period: its days and how many they are.</summary>
    public static string Period(CultureInfo culture, LineExplanation line) => Say(
        culture, "Line_Period", line.FromOn.ToString("d", culture), line.ToOn.ToString("d", culture), Days(line));

    /// <summary>Days charged: the first counts, the day of the closing read does not (domain.md §1.3).</summary>
    public static int Days(LineExplanation line) => line.ToOn.DayNumber - line.FromOn.DayNumber;

    private static string ServiceSentence(CultureInfo culture, LineExplanation line)
    {
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
            ? Say(culture, "Line_FlatWhole", amount)
            : Say(culture, "Line_Flat", Number(line.Quantity), Rate(line.Rate));

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

    private static string Rate(decimal? rate) =>
        "$" + (rate ?? 0m).ToString(Price, CultureInfo.InvariantCulture);

    private static string Number(decimal number) => number.ToString(Largest, CultureInfo.InvariantCulture);

    private static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, Book, key, values);
}
