using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Unclaimed money that is to become the city's, as one person listed it; another approves it as it stands, or declines
/// it. Decided once.
/// </summary>
public sealed class UnclaimedTurnover
{
    public required Guid Id { get; init; }

    /// <summary>Its name for people; given by the table.</summary>
    public int Number { get; init; }

    public required TurnoverWay Way { get; init; }

    /// <summary>The resolution of the city's council.</summary>
    public required string Resolution { get; init; }

    /// <summary>The newspaper; with its days only where a notice was published.</summary>
    public string? PublishedIn { get; init; }

    public DateOnly? FirstPublishedOn { get; init; }

    /// <summary>A week later (Cal. Gov. Code 50050).</summary>
    public DateOnly? NextPublishedOn { get; init; }

    /// <summary>The day on which it becomes the city's; its year is the report's.</summary>
    public required DateOnly BecomesOn { get; init; }

    public required int RowCount { get; init; }

    public required Usd Total { get; init; }

    public required DateOnly MadeOn { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public TurnoverState State { get; set; } = TurnoverState.Proposed;

    public DateOnly? DecidedOn { get; set; }

    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedTurnover>
    {
        public void Configure(EntityTypeBuilder<UnclaimedTurnover> builder) =>
            builder.Property(t => t.Number).ValueGeneratedOnAdd();
    }
}

/// <summary>By what it may become the city's.</summary>
public enum TurnoverWay
{
    /// <summary>After a published notice (Cal. Gov. Code 50050).</summary>
    Notice,

    /// <summary>By the council's resolution alone, being small or of nobody known (Cal. Gov. Code 50055).</summary>
    Resolution,
}

/// <summary>Where a turnover stands.</summary>
public enum TurnoverState
{
    Proposed,

    Approved,

    Declined,
}

/// <summary>One piece of money in a turnover, as it was when it was listed. Append-only.</summary>
public sealed class UnclaimedTurnoverRow
{
    public required Guid Id { get; init; }

    public required Guid TurnoverId { get; init; }

    /// <summary>From 1: the oldest first.</summary>
    public required int No { get; init; }

    public required UnclaimedKind Kind { get; init; }

    /// <summary>The check, the account or the item in suspense.</summary>
    public required Guid SubjectId { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public string? Number { get; init; }

    public string? Owner { get; init; }

    public required Usd Amount { get; init; }

    public required DateOnly Since { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>When the owner was last written to.</summary>
    public DateOnly? LetterOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedTurnoverRow>
    {
        public void Configure(EntityTypeBuilder<UnclaimedTurnoverRow> builder)
        {
            builder.HasOne<UnclaimedTurnover>().WithMany().HasForeignKey(r => r.TurnoverId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(r => r.CustomerAccountId);
        }
    }
}

/// <summary>What was posted for a row of a turnover; by its existence it became the city's. Append-only.</summary>
public sealed class UnclaimedTurnoverPosting
{
    public required Guid RowId { get; init; }

    public required Guid JournalEntryId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedTurnoverPosting>
    {
        public void Configure(EntityTypeBuilder<UnclaimedTurnoverPosting> builder)
        {
            builder.HasKey(p => p.RowId);
            builder.HasOne<UnclaimedTurnoverRow>().WithOne().HasForeignKey<UnclaimedTurnoverPosting>(p => p.RowId);
            builder.HasOne<JournalEntry>().WithOne()
                .HasForeignKey<UnclaimedTurnoverPosting>(p => p.JournalEntryId);
        }
    }
}

/// <summary>What of one payment became the city's. Append-only.</summary>
public sealed class UnclaimedTurnoverPart
{
    public required Guid RowId { get; init; }

    public required Guid PaymentId { get; init; }

    public required Usd Amount { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedTurnoverPart>
    {
        public void Configure(EntityTypeBuilder<UnclaimedTurnoverPart> builder)
        {
            builder.HasKey(p => new { p.RowId, p.PaymentId });
            builder.HasOne<UnclaimedTurnoverRow>().WithMany().HasForeignKey(p => p.RowId);
            builder.HasOne<Payment>().WithMany().HasForeignKey(p => p.PaymentId);
        }
    }
}
