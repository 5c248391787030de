using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Prices the services of one bill: the only code of the portal that turns use into charges. Pure: the same use and
/// schedules give the same lines. Each line is rounded half-up to the cent, as Longview TX bills 4.9 × 3.95 as 19.36.
/// The order of the uses changes no total. Refused: a use that the schedule has no price for, use below zero, and
/// percents that are each reckoned on the other.
/// </summary>
public static class PriceCharges
{
    /// <summary>Lines in the order of the uses and of the charges in their schedules.</summary>
    public static Outcome<IReadOnlyList<ChargeLine>> For(params IReadOnlyList<RatedUse> uses)
    {
        foreach (var use in uses)
        {
            if (use.Quantity < 0 || use.Exported < 0 || use.Demand < 0)
            {
                return new Refusal("Rates_NegativeUse", use.Schedule.Service, use.Quantity);
            }
        }

        return new ChargeSheet(uses).Fill();
    }

    /// <summary>Cuts use into tiers. Quantities add up to the use above the first threshold.</summary>
    /// <param name="share">
    /// Charges only this part of the use, through tiers cut as much: the days of one version of a schedule.
    /// </param>
    public static IReadOnlyList<TierPart> Split(
        IReadOnlyList<Tier> tiers, decimal use, TierRounding rounding, decimal share = 1m)
    {
        var parts = new List<TierPart>(tiers.Count);
        var (dollars, cents) = (0m, 0L);
        for (var i = 0; i < tiers.Count; i++)
        {
            var (above, rate) = tiers[i];
            decimal? to = i + 1 < tiers.Count ? tiers[i + 1].Above : null;
            var quantity = Math.Max(0m, Math.Min(use, to ?? use) - above) * share;
            dollars += quantity * rate;

            // Per charge, a tier gets what the rounded running total grows by, so that tiers always add up.
            var amount = rounding == TierRounding.PerTier
                ? Pricing.Round(rate * quantity).Cents
                : Pricing.Round(dollars).Cents - cents;
            cents += amount;
            if (quantity > 0 || i == 0)
            {
                parts.Add(new(above * share, to * share, quantity, rate, amount));
            }
        }

        return parts;
    }

    internal static ChargeLine? Price(RateCharge charge, Pricing pricing) => charge switch
    {
        ServiceCharge service => PriceFixed.Service(service, pricing),
        UniformUse uniform => PriceUse.Uniform(uniform, pricing),
        TieredUse tiered => PriceUse.Tiered(tiered, pricing),
        FlatCharge flat => PriceFixed.Flat(flat, pricing),
        StormwaterCharge stormwater => PriceFixed.Stormwater(stormwater, pricing),
        AnnualCharge annual => PriceFixed.Annual(annual, pricing),
        MinimumCharge minimum => PriceOthers.Minimum(minimum, pricing),
        PercentCharge percent => PriceOthers.Percent(percent, pricing),
        DiscountCharge discount => PriceOthers.TakeOff(discount, pricing),
        ExportCredit => null,
        _ => throw new InvalidOperationException($"No formula for {charge.GetType().Name}."),
    };
}
