using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Somebody says that unclaimed money is theirs (Cal. Gov. Code 50052). While it is open the money is not turned over;
/// it is answered once, by another than who recorded it.
/// </summary>
public sealed class UnclaimedClaim
{
    public required Guid Id { get; init; }

    public required UnclaimedKind Kind { get; init; }

    /// <summary>The check, the account or the item in suspense.</summary>
    public required Guid SubjectId { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    public required string Claimant { get; init; }

    /// <summary>By what they showed that it is theirs.</summary>
    public required string Proof { get; init; }

    public required DateOnly ClaimedOn { get; init; }

    public required string RecordedBy { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public ClaimState State { get; set; } = ClaimState.Open;

    /// <summary>How a check is paid again; null where a refund or an account does it.</summary>
    public ClaimWay? Way { get; set; }

    /// <summary>Why it was answered so.</summary>
    public string? Note { get; set; }

    public DateOnly? DecidedOn { get; set; }

    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedClaim>
    {
        public void Configure(EntityTypeBuilder<UnclaimedClaim> builder) =>
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(c => c.CustomerAccountId);
    }
}

/// <summary>Where a claim stands.</summary>
public enum ClaimState
{
    Open,

    /// <summary>The money is theirs and is paid again.</summary>
    Accepted,

    /// <summary>It is not theirs; they may go to court (Cal. Gov. Code 50052).</summary>
    Rejected,
}

/// <summary>How a stale check is paid again.</summary>
public enum ClaimWay
{
    /// <summary>By another check in its place.</summary>
    Check,

    /// <summary>As credit on their account.</summary>
    Credit,
}
