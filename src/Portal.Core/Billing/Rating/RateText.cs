namespace Portal.Core.Billing.Rating;

/// <summary>Looks into charges whatever their kind.</summary>
public static class RateText
{
    /// <summary>The price rows of a charge; none for tiers and discounts.</summary>
    public static IReadOnlyList<PriceRow> Prices(RateCharge charge) => charge switch
    {
        ServiceCharge service => service.Prices,
        UniformUse uniform => uniform.Prices,
        FlatCharge flat => flat.Prices,
        PercentCharge percent => percent.Prices,
        StormwaterCharge stormwater => stormwater.Prices,
        AnnualCharge annual => annual.Prices,
        MinimumCharge minimum => minimum.Prices,
        ExportCredit export => export.Prices,
        _ => [],
    };

    /// <summary>The charge with other price rows.</summary>
    public static RateCharge WithPrices(RateCharge charge, IReadOnlyList<PriceRow> prices) => charge switch
    {
        ServiceCharge service => service with { Prices = prices },
        UniformUse uniform => uniform with { Prices = prices },
        FlatCharge flat => flat with { Prices = prices },
        PercentCharge percent => percent with { Prices = prices },
        StormwaterCharge stormwater => stormwater with { Prices = prices },
        AnnualCharge annual => annual with { Prices = prices },
        MinimumCharge minimum => minimum with { Prices = prices },
        ExportCredit export => export with { Prices = prices },
        _ => charge,
    };
}
