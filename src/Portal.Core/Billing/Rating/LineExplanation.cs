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
    /// <summary><c>service</c>, <c>uniform</c>, <c>tiered</c>, <c>flat</c> or <c>percent</c>.</summary>
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
