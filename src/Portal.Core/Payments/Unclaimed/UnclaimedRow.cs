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
    /// <summary>Years until it may become the city's (Cal. Gov. Code 50050).</summary>
    private const int Years = 3;

    /// <summary>The same where it is small or its owner is unknown (Cal. Gov. Code 50055).</summary>
    private const int YearsOfSmall = 1;

    /// <summary>Below it nothing is published (Cal. Gov. Code 50055).</summary>
    private static readonly Usd Published = new(15_00);

    /// <summary>A notice is published before it becomes the city's, being not small and of a known owner.</summary>
    public bool ByNotice => Owner is not null && Amount >= Published;

    /// <summary>The first day on which it may be turned over, by a notice or by a resolution.</summary>
    public DateOnly DueOn => Since.AddYears(ByNotice ? Years : YearsOfSmall);

    /// <summary>Whole years for which nobody claimed it; three stands for more.</summary>
    public int YearsOn(DateOnly day) =>
        Enumerable.Range(1, Years).LastOrDefault(years => Since.AddYears(years) <= day);
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
