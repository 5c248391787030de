using Portal.Core.Accounts;

namespace Portal.Core.Billing.Rating;

/// <summary>For whom a price holds. What is absent does not matter.</summary>
public abstract record PriceCondition
{
    public PremiseLocation? Location { get; init; }

    /// <summary>As written in the city's table: <c>5/8"</c>; for a fire line the size of the pipe.</summary>
    public IReadOnlyList<string>? MeterSizes { get; init; }

    /// <summary>What the customer chose: <c>64-gallon</c>.</summary>
    public string? Choice { get; init; }

    /// <summary>How often: <c>weekly</c>, <c>every_other_week</c>.</summary>
    public string? Frequency { get; init; }

    /// <summary>A part of the city with prices of its own, such as Pasadena's area <c>A</c>.</summary>
    public string? Area { get; init; }

    /// <summary>A discount the customer must have: the published price of the discount wins over any formula.</summary>
    public string? Program { get; init; }

    internal bool Fits(RatedUse use) =>
        (Location is null || Location == use.Location)
        && (Choice is null || Choice == use.Choice)
        && (Frequency is null || Frequency == use.Frequency)
        && (Area is null || Area == use.Area)
        && (Program is null || use.Discounts.Contains(Program))
        && (MeterSizes is null || (use.MeterSize is not null && MeterSizes.Contains(use.MeterSize)));
}

/// <summary>One price. Any number of decimals.</summary>
public sealed record PriceRow : PriceCondition
{
    public required decimal Rate { get; init; }

    /// <summary>Who pays the difference to the regular price; only beside a program.</summary>
    public Funding? Funding { get; init; }
}

/// <summary>One set of tiers.</summary>
public sealed record TierRow : PriceCondition
{
    /// <summary>Rising; the first tier usually begins above 0, and what lies below it is not charged.</summary>
    public required IReadOnlyList<Tier> Tiers { get; init; }
}

/// <summary>The part of use above a threshold, up to the next tier's threshold.</summary>
/// <param name="Above">Units below which this tier does not begin: 0, 7, 12.</param>
/// <param name="Rate">Dollars a unit.</param>
public sealed record Tier(decimal Above, decimal Rate);

/// <summary>Where the money of a discount comes from (California: not from the rates of other customers).</summary>
public enum FundingSource
{
    GeneralFund,
    Donation,
    Grant,
}

/// <summary>The fund and GL account that pay for a discount: the utility's fund earns its full revenue.</summary>
public sealed record Funding(FundingSource Source, string Fund, string GlCode);
