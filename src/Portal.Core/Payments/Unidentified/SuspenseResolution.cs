using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unidentified;

/// <summary>How money in suspense ended. Append-only; its existence is the fact.</summary>
public sealed class SuspenseResolution
{
    public required Guid ItemId { get; init; }

    public required Guid OperationId { get; init; }

    public required SuspenseEnd Kind { get; init; }

    public Guid? PaymentId { get; init; }

    /// <summary>The mirror of the entry by which it was held.</summary>
    public Guid? JournalEntryId { get; init; }

    public required string Note { get; init; }

    public required DateOnly ResolvedOn { get; init; }

    public required DateTimeOffset ResolvedAt { get; init; }

    public required string ResolvedBy { get; init; }

    public string? ApprovedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SuspenseResolution>
    {
        public void Configure(EntityTypeBuilder<SuspenseResolution> builder)
        {
            builder.HasKey(r => r.ItemId);
            builder.HasOne<SuspenseItem>().WithOne().HasForeignKey<SuspenseResolution>(r => r.ItemId);
            builder.HasOne<Payment>().WithOne().HasForeignKey<SuspenseResolution>(r => r.PaymentId);
        }
    }
}

/// <summary>The ways out of suspense.</summary>
public enum SuspenseEnd
{
    /// <summary>Put on the account that it was meant for; from there it may be refunded like any credit.</summary>
    Posted,

    /// <summary>The paper went back to whoever sent it, uncashed.</summary>
    SentBack,

    /// <summary>The ledger never held it: another currency. The note says what was done.</summary>
    Closed,

    /// <summary>The bank sent it back while it waited: the city has not the money (TakeBackDebit).</summary>
    Failed,

    /// <summary>Nobody claimed it: it became the city's (ApproveTurnover).</summary>
    TurnedOver,
}

/// <summary>Who looks for the owner; the latest counts. Append-only.</summary>
public sealed class SuspenseAssignment
{
    public required Guid Id { get; init; }

    public required Guid ItemId { get; init; }

    public required Guid AssignedTo { get; init; }

    public required DateTimeOffset AssignedAt { get; init; }

    public required string AssignedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SuspenseAssignment>
    {
        public void Configure(EntityTypeBuilder<SuspenseAssignment> builder)
        {
            builder.HasOne<SuspenseItem>().WithMany().HasForeignKey(a => a.ItemId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.AssignedTo);
        }
    }
}
