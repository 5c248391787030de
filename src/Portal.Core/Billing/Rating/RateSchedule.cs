using System.Text.Json.Serialization;

namespace Portal.Core.Billing.Rating;

/// <summary>When an amount of several tiers becomes whole cents: it moves a cent (Peru IL).</summary>
public enum TierRounding
{
    /// <summary>Tiers are added unrounded and their sum is rounded: the 147 published California bills.</summary>
    PerCharge,

    /// <summary>Each tier is rounded and the cents are added: Peru IL's $154.30 instead of $154.29.</summary>
    PerTier,
}

/// <summary>
/// The prices of one service for one class of customer from one day on. A later version with a later
/// <see cref="EffectiveOn"/> replaces it; what was priced keeps naming the version that priced it.
/// </summary>
public sealed record RateSchedule
{
    /// <summary>Name that stays the same from version to version: <c>alder-falls-water</c>.</summary>
    public required string Id { get; init; }

    public required int Version { get; init; }

    /// <summary>First day this version holds.</summary>
    public required DateOnly EffectiveOn { get; init; }

    /// <summary><c>water</c>, <c>sewer</c>, <c>refuse</c>, … in lower case.</summary>
    public required string Service { get; init; }

    /// <summary>Class of customer: <c>residential</c>, <c>business</c>; <c>any</c> for all.</summary>
    [JsonPropertyName("class")]
    public required string CustomerClass { get; init; }

    /// <summary>What use is counted in, as printed: <c>CCF</c>, <c>kGal</c>, <c>kWh</c>, <c>month</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Absent, the city's: <see cref="BillingSettings.Rounding"/>.</summary>
    public TierRounding? Rounding { get; init; }

    /// <summary>Absent, the city's: <see cref="BillingSettings.Proration"/>.</summary>
    public ProrationRule? Proration { get; init; }

    /// <summary>How the winter average of this service is found, where a charge counts it.</summary>
    public WinterRule? WinterAverage { get; init; }

    /// <summary>Ordinance or table the figures come from.</summary>
    public string? Source { get; init; }

    /// <summary>In the order in which they are printed; a percent charge comes after what it is a percent of.</summary>
    public required IReadOnlyList<RateCharge> Charges { get; init; }
}

/// <summary>The name of a charge as printed on the bill. It belongs to the city, as its prices do.</summary>
public sealed record ChargeLabel(string En, string Es)
{
    /// <summary>The name in a two-letter language; English where the portal does not speak it.</summary>
    public string In(string language) => language == "es" ? Es : En;
}
