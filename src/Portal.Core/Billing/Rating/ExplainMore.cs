using System.Globalization;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>What is said of a line besides its price: parts of periods, averages, limits, discounts.</summary>
internal static class ExplainMore
{
    internal static IEnumerable<string> In(CultureInfo culture, LineExplanation line, Usd amount) =>
    [
        .. Units(culture, line),
        .. Winter(culture, line),
        .. Limits(culture, line),
        .. Parts(culture, line),
        .. Discounts(culture, line, amount),
        .. (line.TrueUp ?? []).Select(back => Say(
            culture, "Line_TrueUp", back.FromOn.ToString("d", culture), back.ToOn.ToString("d", culture),
            Number(back.Quantity), line.Unit, new Usd(back.Cents))),
        .. line.Read is { Estimated: true } ? new[] { Say(culture, "Line_Estimated") } : [],
    ];

    private static IEnumerable<string> Units(CultureInfo culture, LineExplanation line)
    {
        if (line.ExactQuantity is { } exact)
        {
            yield return Say(culture, "Line_OrPart", Number(exact), line.Unit);
        }

        if (line.IncludedUnits is { } included)
        {
            yield return Say(culture, "Line_Included", Number(included), line.Unit);
        }

        if (line is { Kind: "tiered", Dwellings: { } dwellings })
        {
            yield return Say(culture, "Line_Dwellings", dwellings);
        }
    }

    private static IEnumerable<string> Winter(CultureInfo culture, LineExplanation line)
    {
        if (line.WinterAgainst is { } higher)
        {
            yield return Say(culture, "Line_WinterLower", Number(higher), line.Unit);
        }

        if (line.Winter is { } winter)
        {
            yield return winter.Source switch
            {
                WinterSource.Measured => Say(culture, "Line_WinterMeasured", Months(culture, winter, line.Unit)),
                WinterSource.MovedAlong => Say(culture, "Line_WinterMovedAlong", Number(winter.Units), line.Unit),
                WinterSource.Default when winter.Units == 0m =>
                    Say(culture, "Line_WinterDefaultDollars", ExplainLine.Rate(line.Rate)),
                WinterSource.Default => Say(culture, "Line_WinterDefault", Number(winter.Units), line.Unit),
                _ => throw new InvalidOperationException($"No words for an average from {winter.Source}."),
            };
        }
    }

    private static string Months(CultureInfo culture, WinterAverage winter, string unit) => winter.Months is { } months
        ? string.Join(", ", months.Select(m =>
            Say(culture, "Line_WinterMonth", m.Month.ToString("MMMM", culture), Number(m.Units), unit)))
        : $"{Number(winter.Units)} {unit}";

    private static IEnumerable<string> Limits(CultureInfo culture, LineExplanation line)
    {
        if (line.InsteadOfCents is { } cents && line.Kind != "minimum")
        {
            yield return Say(culture, "Line_AtMost", new Usd(cents));
        }
    }

    private static IEnumerable<string> Parts(CultureInfo culture, LineExplanation line)
    {
        if (line.OfDays is { } all)
        {
            yield return Say(culture, "Line_SomeDays", ExplainLine.Days(line), all);
        }

        if (line.Part is not { } part)
        {
            yield break;
        }

        if (part.TiersScaled == true)
        {
            yield return Say(culture, "Line_StepsScaled", part.Days, part.PeriodDays);
        }
        else if (part.TiersScaled is null && part.Share != 1m)
        {
            yield return part.Method switch
            {
                ProrationMethod.HalfMonth => Say(culture, "Line_PartHalf"),
                ProrationMethod.FullMonths => Say(culture, "Line_PartMonths", Number(part.Share)),
                _ => Say(culture, "Line_PartDays", part.Days, part.PeriodDays),
            };
        }
    }

    private static IEnumerable<string> Discounts(CultureInfo culture, LineExplanation line, Usd amount)
    {
        var before = amount + new Usd((line.Discounts ?? []).Sum(d => d.Cents));
        foreach (var discount in line.Discounts ?? [])
        {
            var off = new Usd(discount.Cents);
            var payer = Say(culture, $"Funding_{discount.Funding.Source}");
            yield return discount switch
            {
                { Label: null } => Say(culture, "Line_DiscountPublished", off, before, payer),
                { Percent: { } percent } => Say(
                    culture, "Line_DiscountPercent", Name(culture, discount), Number(percent), before, off, payer),
                _ => Say(culture, "Line_DiscountDollars", Name(culture, discount), off, before, payer),
            };
            before -= off;
        }
    }

    private static string Name(CultureInfo culture, DiscountPart discount) =>
        discount.Label?.In(culture.TwoLetterISOLanguageName) ?? discount.Program;

    private static string Number(decimal number) => ExplainLine.Number(number);

    private static string Say(CultureInfo culture, string key, params object[] values) =>
        ExplainLine.Say(culture, key, values);
}
