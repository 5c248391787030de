using System.Text.Json.Serialization;
using Portal.Core.Accounts;

namespace Portal.Core.Billing.Rating;

/// <summary>One charge of a schedule: how an amount is worked out and which GL account earns it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ServiceCharge), "service")]
[JsonDerivedType(typeof(UniformUse), "uniform")]
[JsonDerivedType(typeof(TieredUse), "tiered")]
[JsonDerivedType(typeof(FlatCharge), "flat")]
[JsonDerivedType(typeof(PercentCharge), "percent")]
public abstract record RateCharge
{
    /// <summary>Charge code, unique in a city: <c>WATER-USE</c>.</summary>
    public required string Code { get; init; }

    public required ChargeLabel Label { get; init; }

    /// <summary>Fund that earns it: <c>510</c>.</summary>
    public required string Fund { get; init; }

    /// <summary>GL account credited, revenue or tax payable: <c>4010</c>.</summary>
    public required string GlCode { get; init; }
}

/// <summary>A fixed amount by meter size and location, owed at zero use too.</summary>
public sealed record ServiceCharge : RateCharge
{
    /// <summary>Dollars a period; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }
}

/// <summary>Use times one rate.</summary>
public sealed record UniformUse : RateCharge
{
    /// <summary>Dollars a unit; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Units charged at most, such as Charlotte's 16 CCF of sewer; none when absent.</summary>
    public decimal? MostUnits { get; init; }
}

/// <summary>Use cut into tiers, each with its rate.</summary>
public sealed record TieredUse : RateCharge
{
    /// <summary>The first row that fits holds the tiers: their widths may depend on the meter (Canby OR).</summary>
    public required IReadOnlyList<TierRow> Tables { get; init; }
}

/// <summary>A price per thing and period, such as a refuse cart by its size, or one price for a service.</summary>
public sealed record FlatCharge : RateCharge
{
    /// <summary>Dollars each a period; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }
}

/// <summary>A percent of other charges of the same bill: taxes and surcharges.</summary>
public sealed record PercentCharge : RateCharge
{
    /// <summary>Percent, 5 meaning five in a hundred; the first row that fits counts, no row means no charge.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>True for a tax, false for a surcharge of the utility's own.</summary>
    public required bool IsTax { get; init; }

    /// <summary>Codes of the charges it is reckoned on. A charge that is not on the bill adds nothing.</summary>
    public required IReadOnlyList<string> Over { get; init; }
}

/// <summary>For whom a price holds. What is absent does not matter.</summary>
public abstract record PriceCondition
{
    public PremiseLocation? Location { get; init; }

    /// <summary>As written in the city's table: <c>5/8"</c>.</summary>
    public IReadOnlyList<string>? MeterSizes { get; init; }

    /// <summary>What the customer chose: <c>64-gallon</c>.</summary>
    public string? Choice { get; init; }

    internal bool Fits(RatedUse use) =>
        (Location is null || Location == use.Location)
        && (Choice is null || Choice == use.Choice)
        && (MeterSizes is null || (use.MeterSize is not null && MeterSizes.Contains(use.MeterSize)));
}

/// <summary>One price. Any number of decimals.</summary>
public sealed record PriceRow : PriceCondition
{
    public required decimal Rate { get; init; }
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
