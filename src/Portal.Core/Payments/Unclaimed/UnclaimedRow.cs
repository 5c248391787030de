using Portal.Core.Money;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>Money in the city's treasury that belongs to somebody who has not come for it.</summary>
/// <param name="Id">The check, the account or the item in suspense.</param>
/// <param name="AccountId">The account it comes from; null for money that names none.</param>
/// <param name="Number">Of the account or the check, as people write it.</param>
/// <param name="Owner">Null where nobody knows whose it is.</param>
/// <param name="Since">The day from which nobody claimed it.</param>
public sealed record UnclaimedRow(
    UnclaimedKind Kind, Guid Id, Guid? AccountId, string? Number, string? Owner, Usd Amount, DateOnly Since)
{
    private const int OldestAge = 3;

    /// <summary>When its owner was last written to; null for never.</summary>
    public DateOnly? LetterOn { get; init; }

    /// <summary>Somebody says that it is theirs and was not answered yet.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>By which it is due.</summary>
    public UnclaimedRules Rules { get; init; } = UnclaimedRules.Usual;

    /// <summary>A notice is published before it becomes the city's, being not small and of a known owner.</summary>
    public bool ByNotice => Rules.ByNotice(Amount, Owner is not null);

    /// <summary>The first day on which it may be turned over, by a notice or by a resolution.</summary>
    public DateOnly DueOn => Since.AddYears(ByNotice ? Rules.NoticeYears : Rules.ResolutionYears);

    /// <summary>
    /// It may be listed as the city's: due, claimed by nobody, and where it is published and its owner has an account,
    /// they were written to so many days before.
    /// </summary>
    public bool MayTurnOver(DateOnly day) =>
        DueOn <= day && !IsClaimed
        && (!ByNotice || AccountId is null || LetterOn?.AddDays(Rules.LetterDays) <= day);

    /// <summary>Whole years for which nobody claimed it; three stands for more.</summary>
    public int YearsOn(DateOnly day) =>
        Enumerable.Range(1, OldestAge).LastOrDefault(years => Since.AddYears(years) <= day);
}

/// <summary>What it is.</summary>
public enum UnclaimedKind
{
    /// <summary>A refund's check that nobody cashed in time.</summary>
    Check,

    /// <summary>What a closed account has over.</summary>
    Credit,

    /// <summary>In suspense: nobody knows which account it is for.</summary>
    Suspense,
}
