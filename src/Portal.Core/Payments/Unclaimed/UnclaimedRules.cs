using Portal.Core.Money;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// When unclaimed money may become the city's, as data. What a city begins with is California's: Gov. Code 50050 (three
/// years, by a published notice) and 50055 (one year without, where it is small or its owner unknown).
/// </summary>
public sealed record UnclaimedRules
{
    /// <summary>Where a city begins.</summary>
    public static readonly UnclaimedRules Usual = new();

    /// <summary>Years until it may become the city's by a notice (Cal. Gov. Code 50050).</summary>
    public int NoticeYears { get; init; } = 3;

    /// <summary>The same without one, where it is small or of nobody known (Cal. Gov. Code 50055).</summary>
    public int ResolutionYears { get; init; } = 1;

    /// <summary>From so much on it is published (Cal. Gov. Code 50055).</summary>
    public long PublishedCents { get; init; } = 15_00;

    /// <summary>Days that pass after the letter to its owner before it is listed to become the city's.</summary>
    public int LetterDays { get; init; } = 30;

    /// <summary>A notice is published before it becomes the city's.</summary>
    /// <param name="isKnown">Somebody knows whose it is.</param>
    public bool ByNotice(Usd amount, bool isKnown) => isKnown && amount.Cents >= PublishedCents;

    /// <summary>The field that cannot be meant; null when all can.</summary>
    internal string? Wrong() =>
        NoticeYears is < 1 or > 30 ? "notice_years"
        : ResolutionYears < 1 || ResolutionYears > NoticeYears ? "resolution_years"
        : LetterDays is < 0 or > 366 ? "letter_days"
        : PublishedCents is < 0 or > 1000_00 ? "published_cents"
        : null;
}
