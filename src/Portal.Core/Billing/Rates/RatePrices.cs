using Portal.Core.Billing.Rating;

namespace Portal.Core.Billing.Rates;

/// <summary>One figure of a schedule that can be typed: a price, or where a tier begins.</summary>
/// <param name="Charge">The charge it belongs to.</param>
/// <param name="For">For whom it holds.</param>
/// <param name="Tier">Its place among tiers, from 0; null for a price row.</param>
public sealed record RatePrice(RateCharge Charge, PriceCondition For, int? Tier, decimal? Above, decimal Rate);

/// <summary>The prices of a schedule as a flat table, and the schedule again from the table.</summary>
public static class RatePrices
{
    /// <summary>Every price in printed order.</summary>
    public static IReadOnlyList<RatePrice> Of(RateSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return
        [
            .. schedule.Charges.SelectMany(charge => charge switch
            {
                TieredUse tiered => tiered.Tables.SelectMany(table => table.Tiers.Select((tier, place) =>
                    new RatePrice(charge, table, place, tier.Above, tier.Rate))),
                DiscountCharge discount =>
                    [new(charge, new PriceRow { Rate = 0 }, null, null, discount.Percent ?? discount.Dollars ?? 0m)],
                _ => RateText.Prices(charge).Select(row => new RatePrice(charge, row, null, null, row.Rate)),
            }),
        ];
    }

    /// <summary>The schedule with other figures, in the order of <see cref="Of"/>.</summary>
    /// <exception cref="ArgumentException">There are more or fewer figures than prices.</exception>
    public static RateSchedule With(RateSchedule schedule, IReadOnlyList<(decimal? Above, decimal Rate)> figures)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (figures.Count != Of(schedule).Count)
        {
            throw new ArgumentException("Each price has one figure.", nameof(figures));
        }

        var next = 0;
        return schedule with
        {
            Charges = [.. schedule.Charges.Select(charge => charge switch
            {
                TieredUse tiered => tiered with
                {
                    Tables = [.. tiered.Tables.Select(table => table with
                    {
                        Tiers = [.. table.Tiers.Select(tier =>
                            new Tier(figures[next].Above ?? tier.Above, figures[next++].Rate))],
                    })],
                },
                DiscountCharge { Percent: not null } percent => percent with { Percent = figures[next++].Rate },
                DiscountCharge dollars => dollars with { Dollars = figures[next++].Rate },
                _ => RateText.WithPrices(
                    charge, [.. RateText.Prices(charge).Select(row => row with { Rate = figures[next++].Rate })]),
            })],
        };
    }
}
