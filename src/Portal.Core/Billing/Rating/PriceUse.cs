using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>Charges on use: what the meter measured, or the winter average in its place.</summary>
internal static class PriceUse
{
    internal static ChargeLine? Uniform(UniformUse charge, Pricing pricing)
    {
        var (row, regular) = pricing.Find(charge.Prices);
        if (row is null)
        {
            return pricing.NoPrice(charge);
        }

        if (Count(charge, pricing) is not { } counted)
        {
            return WithoutAverage(charge, row, pricing);
        }

        var included = charge.IncludedUnits * counted.Limits;
        var units = Math.Max(0m, counted.Units - (included ?? 0m)) * counted.Share;
        var why = counted.Explain(pricing.Why("uniform", charge, row, units, pricing.Use.Schedule.Unit)) with
        {
            IncludedUnits = included,
        };
        var line = pricing.AtPrice(charge, row, regular, why, rate => rate * units);
        return Capped(charge, line, pricing);
    }

    internal static ChargeLine? Tiered(TieredUse charge, Pricing pricing)
    {
        TierRow? table = null;
        foreach (var row in charge.Tables)
        {
            if (row.Fits(pricing.Use))
            {
                table = row;
                break;
            }
        }

        if (table is null)
        {
            return pricing.NoPrice(charge);
        }

        if (Count(charge, pricing) is not { } counted)
        {
            return WithoutAverage(charge, table, pricing);
        }

        var tiers = TiersFor(charge, table.Tiers, pricing.Use.Dwellings, counted.Limits);
        var parts = PriceCharges.Split(tiers, counted.Units, pricing.Rounding, counted.Share);
        var why = pricing.Why("tiered", charge, table, counted.Units * counted.Share, pricing.Use.Schedule.Unit);
        why = counted.Explain(why) with
        {
            Tiers = parts,
            Dwellings = charge.PerDwelling == DwellingTiers.Same || pricing.Use.Dwellings == 1
                ? null
                : pricing.Use.Dwellings,
        };
        return Capped(charge, pricing.Line(charge, new(parts.Sum(p => p.AmountCents)), why), pricing);
    }

    /// <summary>Thresholds for the dwellings behind the meter and the part of the period.</summary>
    private static IReadOnlyList<Tier> TiersFor(
        TieredUse charge, IReadOnlyList<Tier> tiers, int dwellings, decimal limits)
    {
        if (limits == 1m && (dwellings == 1 || charge.PerDwelling == DwellingTiers.Same))
        {
            return tiers;
        }

        var widened = charge.PerDwelling == DwellingTiers.FirstTier && tiers.Count > 1
            ? (tiers[1].Above - tiers[0].Above) * (dwellings - 1)
            : 0m;
        var times = charge.PerDwelling == DwellingTiers.EveryTier ? dwellings : 1;
        return
        [
            .. tiers.Select((tier, place) =>
                tier with { Above = ((tier.Above * times) + (place > 0 ? widened : 0m)) * limits }),
        ];
    }

    /// <summary>What is counted, before tiers; null where it needs a winter average and there is none.</summary>
    private static Counted? Count(UseCharge charge, Pricing pricing)
    {
        var use = pricing.Use;
        var limits = pricing.Part != 1m && pricing.Rule.Tiers == TierProration.Scaled ? pricing.Part : 1m;
        var winter = use.Winter
            ?? (use.Schedule.WinterAverage is { } rule ? WinterAverage.Otherwise(rule) : null);
        var (units, share) = (use.Quantity, pricing.Share);
        decimal? against = null;
        switch (charge.Basis)
        {
            case UseBasis.Demand:
                units = use.Demand ?? 0m;
                break;
            case UseBasis.WinterAverage when winter is null:
            case UseBasis.LowerOfBoth when winter is null:
                return null;
            case UseBasis.WinterAverage:
                // A month's average is a fixed amount of use: a part period pays its part of the whole.
                (units, limits, share) = (winter.Units, 1m, share * pricing.PartOf(charge));
                break;
            case UseBasis.LowerOfBoth:
                var average = winter.Units * pricing.PartOf(charge);
                (units, against) = (Math.Min(use.Quantity, average), Math.Max(use.Quantity, average));
                break;
        }

        var exact = units;
        units = charge.OrPart ? Math.Ceiling(units) : units;
        var most = charge.MostUnits * limits;
        var charged = Math.Min(units, most ?? units);
        return new(charged, limits, share)
        {
            Used = charged < units ? units : null,
            Exact = exact == units ? null : exact,
            Winter = charge.Basis is UseBasis.WinterAverage or UseBasis.LowerOfBoth ? winter : null,
            Against = against,
            Read = charge.Basis is UseBasis.Use or UseBasis.LowerOfBoth ? use.Read : null,
            Part = share != pricing.Share || limits != 1m
                ? pricing.PartPeriod(pricing.Part, charge is TieredUse || most is not null ? limits != 1m : null)
                : null,
        };
    }

    /// <summary>Without an average: the city's default in dollars (Luling TX), or a refusal.</summary>
    private static ChargeLine? WithoutAverage(UseCharge charge, PriceCondition row, Pricing pricing)
    {
        if (pricing.Use.Schedule.WinterAverage?.DefaultDollars is not { } dollars)
        {
            return pricing.Refuse("Rates_NoWinterAverage", charge.Code, pricing.Use.Schedule.Id);
        }

        var part = pricing.PartOf(charge);
        var share = part * pricing.Share;
        var why = pricing.Why("uniform", charge, row, 1m, "month") with
        {
            Rate = dollars,
            Winter = new(0m, WinterSource.Default),
            Part = pricing.PartPeriod(part),
        };
        return pricing.Line(charge, Pricing.Round(dollars * share), why);
    }

    private static ChargeLine Capped(UseCharge charge, ChargeLine line, Pricing pricing)
    {
        if (charge.MostDollars is not { } dollars)
        {
            return line;
        }

        var share = pricing.PartOf(charge) * pricing.Share;
        var most = Pricing.Round(dollars * share);
        return line.Amount <= most
            ? line
            : line with
            {
                Amount = most,
                Explanation = line.Explanation with { InsteadOfCents = line.Amount.Cents, Discounts = null },
            };
    }

    /// <summary>Use that is charged, and what is said of it.</summary>
    /// <param name="Units">Of the whole period.</param>
    /// <param name="Limits">What thresholds, caps and included units are multiplied by.</param>
    /// <param name="Share">Part of it that this version of the schedule prices.</param>
    private sealed record Counted(decimal Units, decimal Limits, decimal Share)
    {
        internal decimal? Used { get; init; }

        internal decimal? Exact { get; init; }

        internal WinterAverage? Winter { get; init; }

        internal decimal? Against { get; init; }

        internal ReadExplanation? Read { get; init; }

        internal PartPeriod? Part { get; init; }

        internal LineExplanation Explain(LineExplanation why) => why with
        {
            UsedQuantity = Used,
            ExactQuantity = Exact,
            Winter = Winter,
            WinterAgainst = Against,
            Read = Read,
            Part = Part,
        };
    }
}
