using System.Text.Json.Serialization;

namespace Portal.Core.Billing.Rating;

/// <summary>One charge of a schedule: how an amount is worked out and which GL account earns it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ServiceCharge), "service")]
[JsonDerivedType(typeof(UniformUse), "uniform")]
[JsonDerivedType(typeof(TieredUse), "tiered")]
[JsonDerivedType(typeof(FlatCharge), "flat")]
[JsonDerivedType(typeof(StormwaterCharge), "stormwater")]
[JsonDerivedType(typeof(AnnualCharge), "annual")]
[JsonDerivedType(typeof(MinimumCharge), "minimum")]
[JsonDerivedType(typeof(DiscountCharge), "discount")]
[JsonDerivedType(typeof(ExportCredit), "export_credit")]
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

    /// <summary>False where a part period pays the whole amount; absent, fixed amounts are prorated.</summary>
    public bool? Prorated { get; init; }
}

/// <summary>A fixed amount by meter size and location, owed at zero use too; fire lines by pipe size.</summary>
public sealed record ServiceCharge : RateCharge
{
    /// <summary>Dollars a period; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>True where every dwelling behind the meter pays it (Peru IL).</summary>
    public bool PerDwelling { get; init; }
}

/// <summary>What a charge on use counts.</summary>
public enum UseBasis
{
    /// <summary>What the meter measured in the period.</summary>
    Use,

    /// <summary>The winter average, held for a year: the schedule's <see cref="WinterRule"/>.</summary>
    WinterAverage,

    /// <summary>Whichever of the two is less (West St Paul MN).</summary>
    LowerOfBoth,

    /// <summary>The highest demand of the period, in kW.</summary>
    Demand,
}

/// <summary>What charges on use have in common.</summary>
public abstract record UseCharge : RateCharge
{
    public UseBasis Basis { get; init; }

    /// <summary>Units charged at most, such as Charlotte's 16 CCF of sewer; none when absent.</summary>
    public decimal? MostUnits { get; init; }

    /// <summary>Dollars charged at most, such as Luling TX's $50 of sewer; none when absent.</summary>
    public decimal? MostDollars { get; init; }

    /// <summary>True where a part of a unit is charged as a whole one: "or part" in Portland TX.</summary>
    public bool OrPart { get; init; }
}

/// <summary>Use times one rate.</summary>
public sealed record UniformUse : UseCharge
{
    /// <summary>Dollars a unit; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Units that the base charge covers, such as Longview TX's first 2,000 gallons.</summary>
    public decimal? IncludedUnits { get; init; }
}

/// <summary>How tiers grow with the dwellings behind one meter.</summary>
public enum DwellingTiers
{
    /// <summary>They do not.</summary>
    Same,

    /// <summary>Every tier is as wide as for one dwelling times the dwellings (Peru IL).</summary>
    EveryTier,

    /// <summary>Only the first tier grows; those above keep their width and begin later (Glendale CA).</summary>
    FirstTier,
}

/// <summary>Use cut into tiers, each with its rate.</summary>
public sealed record TieredUse : UseCharge
{
    /// <summary>The first row that fits holds the tiers: their widths may depend on the meter (Canby OR).</summary>
    public required IReadOnlyList<TierRow> Tables { get; init; }

    public DwellingTiers PerDwelling { get; init; }
}

/// <summary>What a flat charge is multiplied by.</summary>
public enum FlatTimes
{
    /// <summary>The things the customer has, such as carts.</summary>
    Count,

    /// <summary>Pickups beyond the regular ones; none, no line.</summary>
    ExtraPickups,

    /// <summary>Dwellings at the premise.</summary>
    Dwellings,
}

/// <summary>A price per thing and period, such as a refuse cart by its size, or one price for a service.</summary>
public sealed record FlatCharge : RateCharge
{
    /// <summary>Dollars each a period; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    public FlatTimes Times { get; init; }
}

/// <summary>A percent of other charges of the same bill: taxes, surcharges. Never of penalties or deposits.</summary>
public sealed record PercentCharge : RateCharge
{
    /// <summary>Percent, 5 meaning five in a hundred; the first row that fits counts, no row means no charge.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>True for a tax, false for a surcharge of the utility's own. An exempt customer pays no tax.</summary>
    public required bool IsTax { get; init; }

    /// <summary>Codes of the charges it is reckoned on. A charge that is not on the bill adds nothing.</summary>
    public required IReadOnlyList<string> Over { get; init; }

    /// <summary>Services all of whose charges it is reckoned on as well; taxes and fees are left out.</summary>
    public IReadOnlyList<string>? OverServices { get; init; }

    /// <summary>Most that one bill pays, in dollars, for all meters of the service (Livermore CA).</summary>
    public decimal? MostDollars { get; init; }
}
