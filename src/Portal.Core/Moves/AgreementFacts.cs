using Portal.Core.Accounts;
using Portal.Core.Common;

namespace Portal.Core.Moves;

/// <summary>What a service is billed by, besides its meter: of the customer, of the point, of the place.</summary>
public sealed record AgreementFacts
{
    private const int LongestWord = 40;

    /// <summary>What the customer chose, as the rates name it: <c>64-gallon</c>.</summary>
    public string? Choice { get; init; }

    /// <summary>How often, as the rates name it: <c>weekly</c>.</summary>
    public string? Frequency { get; init; }

    public int ExtraPickups { get; init; }

    public int Dwellings { get; init; } = 1;

    /// <summary>Of the point.</summary>
    public int Carts { get; init; }

    /// <summary>Hard surface, of the point: what stormwater units are counted from.</summary>
    public decimal? AreaSqft { get; init; }

    /// <summary>Of the place.</summary>
    public string? RateArea { get; init; }

    internal static AgreementFacts Of(ServiceAgreement agreement, ServicePoint point, Premise place) => new()
    {
        Choice = agreement.Choice,
        Frequency = agreement.Frequency,
        ExtraPickups = agreement.ExtraPickups,
        Dwellings = agreement.Dwellings,
        Carts = point.Carts,
        AreaSqft = point.AreaSqft,
        RateArea = place.RateArea,
    };

    /// <summary>Blank is nothing.</summary>
    internal AgreementFacts Trimmed() => this with
    {
        Choice = Text(Choice),
        Frequency = Text(Frequency),
        RateArea = Text(RateArea),
    };

    /// <summary>The first figure that cannot be meant; null when all can.</summary>
    internal Refusal? WhyNot() =>
        Choice?.Length > LongestWord ? new("Agreement_Choice", LongestWord)
        : Frequency?.Length > LongestWord ? new("Agreement_Frequency", LongestWord)
        : ExtraPickups is < 0 or > 99 ? new("Agreement_ExtraPickups")
        : Dwellings is < 1 or > 9_999 ? new("Agreement_Dwellings")
        : Carts is < 0 or > 99 ? new("Agreement_Carts")
        : AreaSqft is <= 0m or > 99_999_999m ? new("Agreement_Area")
        : RateArea is { } area && (area.Length > LongestWord
            || !area.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-')) ? new("Agreement_RateArea")
        : null;

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
