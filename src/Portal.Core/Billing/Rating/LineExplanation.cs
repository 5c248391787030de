using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Accounts;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Everything that says why a bill line is what it is, kept with the line as JSON. Property names are stable:
/// they are snake_case of these names, and bills issued years ago are read with them.
/// </summary>
public sealed record LineExplanation
{
    /// <summary>
    /// <c>service</c>, <c>uniform</c>, <c>tiered</c>, <c>flat</c>, <c>stormwater</c>, <c>annual</c>, <c>minimum</c> or
    /// <c>percent</c>.
    /// </summary>
    public required string Kind { get; init; }

    public required ChargeLabel Label { get; init; }

    /// <summary>Units charged; for a percent, the dollars it is reckoned on.</summary>
    public required decimal Quantity { get; init; }

    public required string Unit { get; init; }

    /// <summary>Dollars a unit, or percent; null for tiers, which have one each.</summary>
    public decimal? Rate { get; init; }

    /// <summary>Units used when the charge stops at fewer.</summary>
    public decimal? UsedQuantity { get; init; }

    public IReadOnlyList<TierPart>? Tiers { get; init; }

    /// <summary>Charge codes a percent is reckoned on.</summary>
    public IReadOnlyList<string>? Over { get; init; }

    public PremiseLocation? Location { get; init; }

    public string? MeterSize { get; init; }

    public string? Choice { get; init; }

    public ReadExplanation? Read { get; init; }

    /// <summary>The part of a period that is charged; null for a whole one.</summary>
    public PartPeriod? Part { get; init; }

    /// <summary>Days of the period, when rates changed within and this line has some of them.</summary>
    public int? OfDays { get; init; }

    /// <summary>Units that the base charge covers.</summary>
    public decimal? IncludedUnits { get; init; }

    /// <summary>Units before a part of a unit was counted as a whole one.</summary>
    public decimal? ExactQuantity { get; init; }

    /// <summary>Dwellings it was multiplied by, when more than one.</summary>
    public int? Dwellings { get; init; }

    public WinterAverage? Winter { get; init; }

    /// <summary>Units used, where the winter average was less and was charged, or the other way round.</summary>
    public decimal? WinterAgainst { get; init; }

    /// <summary>Cents that a most or least amount replaced.</summary>
    public long? InsteadOfCents { get; init; }

    public StormwaterUnits? Stormwater { get; init; }

    /// <summary>Full months of the year that an annual charge was billed for.</summary>
    public int? Months { get; init; }

    /// <summary>Discounts within the line; their cents and the line's make its regular price.</summary>
    public IReadOnlyList<DiscountPart>? Discounts { get; init; }

    /// <summary>What estimates before had too much, credited at the rates of their periods.</summary>
    public IReadOnlyList<TrueUpPart>? TrueUp { get; init; }

    public required string ScheduleId { get; init; }

    public required int ScheduleVersion { get; init; }

    public required DateOnly FromOn { get; init; }

    public required DateOnly ToOn { get; init; }

    /// <summary>As stored in bill_line.explanation.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RateJson.Compact);

    /// <summary>From bill_line.explanation.</summary>
    public static LineExplanation FromJson(string json) =>
        JsonSerializer.Deserialize<LineExplanation>(json, RateJson.Compact)
        ?? throw new JsonException("A bill line's explanation is null.");
}

/// <summary>The use that fell in one tier. The tiers' amounts add up to the line's.</summary>
/// <param name="From">Units at which the tier begins.</param>
/// <param name="To">Units at which it ends; null for the last.</param>
/// <param name="Quantity">Units in it.</param>
/// <param name="Rate">Dollars a unit.</param>
/// <param name="AmountCents">Its share of the line, in cents.</param>
public sealed record TierPart(
    decimal From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? To,
    decimal Quantity,
    decimal Rate,
    long AmountCents);

/// <summary>A part of a period.</summary>
/// <param name="Share">The part of a fixed amount that is charged.</param>
/// <param name="TiersScaled">True where thresholds shrank with it; null where a line has none.</param>
public sealed record PartPeriod(
    int Days, int PeriodDays, ProrationMethod Method, decimal Share, bool? TiersScaled = null);

/// <summary>Units of an estimated period that were never used.</summary>
/// <param name="ToOn">Day of the estimate.</param>
/// <param name="Cents">Credited on the lines of that period's bill, taxes with it.</param>
public sealed record TrueUpPart(DateOnly FromOn, DateOnly ToOn, decimal Quantity, long Cents);

/// <summary>How stormwater units came about.</summary>
/// <param name="Area">Square feet of the premise.</param>
/// <param name="Percent">Percent of it that counts, when not all.</param>
/// <param name="UnitArea">Square feet of one unit; null where the units come from a table of sizes.</param>
public sealed record StormwaterUnits(decimal Area, decimal? Percent, decimal? UnitArea, decimal Units);

/// <summary>What a discount took off a line, and who pays it.</summary>
/// <param name="Label">Its name; null for a price published for the program.</param>
public sealed record DiscountPart(string Program, ChargeLabel? Label, decimal? Percent, long Cents, Funding Funding);

/// <summary>The two meter readings between which the use lies.</summary>
public sealed record ReadExplanation(
    string MeterNumber,
    decimal Previous,
    DateOnly PreviousOn,
    decimal Current,
    DateOnly CurrentOn,
    bool Estimated);

/// <summary>How rates and explanations are written as JSON.</summary>
internal static class RateJson
{
    internal static readonly JsonSerializerOptions Compact = new()
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    internal static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };
}
