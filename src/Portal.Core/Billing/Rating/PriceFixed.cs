using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>Charges that do not depend on use.</summary>
internal static class PriceFixed
{
    internal static ChargeLine? Service(ServiceCharge charge, Pricing pricing)
    {
        var times = charge.PerDwelling ? pricing.Use.Dwellings : 1;
        return At("service", charge, charge.Prices, pricing, times, "each");
    }

    internal static ChargeLine? Flat(FlatCharge charge, Pricing pricing)
    {
        var use = pricing.Use;
        var times = charge.Times switch
        {
            FlatTimes.Count => use.Count,
            FlatTimes.ExtraPickups => use.ExtraPickups,
            FlatTimes.Dwellings => use.Dwellings,
            _ => throw new InvalidOperationException($"No count of {charge.Times}."),
        };
        return charge.Times == FlatTimes.ExtraPickups && times == 0
            ? null
            : At("flat", charge, charge.Prices, pricing, times, use.Schedule.Unit);
    }

    internal static ChargeLine? Stormwater(StormwaterCharge charge, Pricing pricing)
    {
        if (pricing.Use.SquareFeet is not { } area || area < 0)
        {
            return pricing.Refuse("Rates_NoArea", charge.Code, pricing.Use.Schedule.Id);
        }

        var units = Units(charge, area);
        return At("stormwater", charge, charge.Prices, pricing, units.Units, "ERU") is not { } line
            ? null
            : line with { Explanation = line.Explanation with { Stormwater = units } };
    }

    internal static ChargeLine? Annual(AnnualCharge charge, Pricing pricing)
    {
        if (MonthsBilled(charge, pricing) is not { } months)
        {
            return null;
        }

        var (row, regular) = pricing.Find(charge.Prices);
        if (row is null)
        {
            return pricing.NoPrice(charge);
        }

        var why = pricing.Why("annual", charge, row, 1m, "each") with { Months = months };
        return pricing.AtPrice(charge, row, regular, why, rate => rate * months / 12m);
    }

    /// <summary>The units of an area, as each city rounds them.</summary>
    internal static StormwaterUnits Units(StormwaterCharge charge, decimal area)
    {
        foreach (var band in charge.Bands ?? [])
        {
            if (area <= band.UpTo)
            {
                return new(area, null, null, Bound(charge, band.Units));
            }
        }

        var quotient = area * (charge.AreaPercent ?? 100m) / 100m / charge.SquareFeet;
        var units = charge.EruRounding switch
        {
            EruRounding.Unrounded => quotient,
            EruRounding.TenthThenWhole => Whole(Math.Round(quotient, 1, MidpointRounding.AwayFromZero)),
            EruRounding.NearestWhole => Whole(quotient),
            EruRounding.WholeUp => Math.Ceiling(quotient),
            _ => throw new InvalidOperationException($"No rounding {charge.EruRounding}."),
        };
        return new(area, charge.AreaPercent, charge.SquareFeet, Bound(charge, units));
    }

    private static decimal Whole(decimal units) => Math.Round(units, 0, MidpointRounding.AwayFromZero);

    private static decimal Bound(StormwaterCharge charge, decimal units) =>
        Math.Min(charge.Most ?? decimal.MaxValue, Math.Max(charge.Least ?? 0m, units));

    /// <summary>
    /// Twelve where the year begins in the period, fewer where service does; null where neither. Where several
    /// versions share the period, the one that holds on that day charges it.
    /// </summary>
    private static int? MonthsBilled(AnnualCharge charge, Pricing pricing)
    {
        var use = pricing.Use;
        var begins = new DateOnly(use.FromOn.Year, charge.Month, 1);
        begins = begins < use.FromOn ? begins.AddYears(1) : begins;
        if (begins < use.ToOn)
        {
            return Holds(begins) ? 12 : null;
        }

        return use.StartedOn is { } started && started >= use.FromOn && started < use.ToOn && Holds(started)
            ? ProrationRule.FullMonths(started, begins)
            : null;

        bool Holds(DateOnly day) => pricing.FromOn <= day && day < pricing.ToOn;
    }

    private static ChargeLine? At(
        string kind, RateCharge charge, IReadOnlyList<PriceRow> prices, Pricing pricing, decimal times, string unit)
    {
        var (row, regular) = pricing.Find(prices);
        if (row is null)
        {
            return pricing.NoPrice(charge);
        }

        var part = pricing.PartOf(charge);
        var share = part * pricing.Share;
        var why = pricing.Why(kind, charge, row, times, unit) with
        {
            Part = pricing.PartPeriod(part),
            Dwellings = charge is ServiceCharge && times != 1m ? (int)times : null,
        };
        return pricing.AtPrice(charge, row, regular, why, rate => rate * times * share);
    }
}
