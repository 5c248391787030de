using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// A gift to the relief fund, received with a payment. It belongs to no account, so neither a refund of the bill nor a
/// correction touches it. Append-only.
/// </summary>
public sealed class ReliefGift
{
    public required Guid AttemptId { get; init; }

    public required Usd Amount { get; init; }

    public required DateOnly GivenOn { get; init; }

    public required Guid JournalEntryId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReliefGift>
    {
        public void Configure(EntityTypeBuilder<ReliefGift> builder)
        {
            builder.HasKey(g => g.AttemptId);
            builder.HasOne<PaymentAttempt>().WithOne().HasForeignKey<ReliefGift>(g => g.AttemptId);
        }
    }
}

/// <summary>The bank took a gift back with the debit that brought it. Append-only.</summary>
public sealed class ReliefGiftReversal
{
    public required Guid AttemptId { get; init; }

    public required Guid JournalEntryId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ReversedAt { get; init; }

    public required string ReversedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReliefGiftReversal>
    {
        public void Configure(EntityTypeBuilder<ReliefGiftReversal> builder)
        {
            builder.HasKey(g => g.AttemptId);
            builder.HasOne<ReliefGift>().WithOne().HasForeignKey<ReliefGiftReversal>(g => g.AttemptId);
        }
    }
}
