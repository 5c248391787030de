using System.Text.Json;

namespace Portal.Core.Reads.Exceptions;

/// <summary>The figures a rule went by, as ValidateReads.sql keeps them; null where they do not matter.</summary>
/// <param name="Use">Of the period, in units.</param>
/// <param name="Usual">Average of the trailing twelve months.</param>
/// <param name="LastYear">Use of the same month last year.</param>
/// <param name="Before">Use of the period before.</param>
public sealed record ReadFigures(
    decimal? Use = null,
    decimal? Usual = null,
    decimal? LastYear = null,
    decimal? Before = null,
    DateOnly? FromOn = null,
    decimal? FromReading = null,
    string? FromKind = null,
    decimal? Reading = null,
    string? Kind = null,
    string? Unit = null,
    DateOnly? NextOn = null,
    string? BilledUnit = null,
    int? Estimates = null,
    decimal? Highest = null,
    decimal? Others = null,
    decimal? Sum = null)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static ReadFigures Of(string evidence) => JsonSerializer.Deserialize<ReadFigures>(evidence, Json)
        ?? throw new InvalidOperationException("Evidence is never null.");
}
