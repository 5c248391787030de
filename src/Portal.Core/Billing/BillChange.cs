using System.Globalization;
using Portal.Core.Money;
using Portal.Core.Words;

namespace Portal.Core.Billing;

/// <summary>What is different from the bill before, so that nobody has to call and ask (practice.md §5).</summary>
/// <param name="Difference">New charges of this bill less those of the one before.</param>
/// <param name="RatesChanged">A charge on both bills is priced by a newer version of its schedule.</param>
/// <param name="UsedYearBefore">In the same month a year ago, when there was a bill.</param>
public sealed record BillChange(
    Usd Difference,
    decimal? Used,
    decimal? UsedBefore,
    string? Unit,
    int Days,
    int DaysBefore,
    bool RatesChanged,
    bool Estimated,
    bool EstimatedBefore,
    decimal? UsedYearBefore)
{
    private const int MostReasons = 3;

    /// <summary>How much the new charges differ, in a sentence.</summary>
    public string Headline(CultureInfo culture) => Difference switch
    {
        { IsPositive: true } => Say(culture, "Change_More", Difference),
        { IsNegative: true } => Say(culture, "Change_Less", -Difference),
        _ => Say(culture, "Change_Same"),
    };

    /// <summary>Why, most telling first: at most three sentences, none when nothing is different.</summary>
    public IReadOnlyList<string> Reasons(CultureInfo culture) => [.. Sentences(culture).Take(MostReasons)];

    private IEnumerable<string> Sentences(CultureInfo culture)
    {
        if (Used is { } used && UsedBefore is { } before && Unit is { } unit)
        {
            var more = used - before;
            yield return Say(
                culture,
                more > 0 ? "Change_UsedMore" : more < 0 ? "Change_UsedLess" : "Change_UsedSame",
                Number(Math.Abs(more)), Number(used), unit);
        }

        if (EstimatedBefore && !Estimated)
        {
            yield return Say(culture, "Change_CorrectsEstimate");
        }
        else if (Estimated)
        {
            yield return Say(culture, "Change_Estimated");
        }

        if (RatesChanged)
        {
            yield return Say(culture, "Change_Rates");
        }

        if (Days != DaysBefore)
        {
            yield return Say(culture, "Change_Days", Days, DaysBefore);
        }

        if (Used is not null && UsedYearBefore is { } lastYear && Unit is { } units)
        {
            yield return Say(culture, "Change_YearBefore", Number(lastYear), units);
        }
    }

    private static string Number(decimal number) => number.ToString("#,##0.####", CultureInfo.InvariantCulture);

    private static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Bills", key, values);
}
