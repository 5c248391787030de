using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts.Merging;

/// <summary>
/// That two customers are one person: asked by one, decided by another (ck_customer_merge_second_person), and undone
/// within thirty days where it was wrong.
/// </summary>
public sealed class CustomerMerge
{
    /// <summary>Days in which it can be undone.</summary>
    public const int UndoDays = 30;

    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose the accounts are afterwards.</summary>
    public required Guid KeptId { get; init; }

    public required Guid MergedId { get; init; }

    public required string Reason { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public MergeState State { get; internal set; } = MergeState.Asked;

    public string? DecidedBy { get; internal set; }

    public DateTimeOffset? DecidedAt { get; internal set; }

    public string? UndoneBy { get; internal set; }

    public DateTimeOffset? UndoneAt { get; internal set; }

    public string? UndoReason { get; internal set; }

    public bool CanBeUndone(DateTimeOffset now) =>
        State == MergeState.Done && now <= DecidedAt!.Value.AddDays(UndoDays);

    internal sealed class Table : IEntityTypeConfiguration<CustomerMerge>
    {
        public void Configure(EntityTypeBuilder<CustomerMerge> builder)
        {
            builder.HasOne<Customer>().WithMany().HasForeignKey(m => m.KeptId);
            builder.HasOne<Customer>().WithMany().HasForeignKey(m => m.MergedId);
        }
    }
}

public enum MergeState
{
    Asked,
    Declined,
    Done,
    Undone,
}

/// <summary>An account that went over, and goes back when it is undone. Append-only.</summary>
public sealed class CustomerMergeAccount
{
    public required Guid MergeId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<CustomerMergeAccount>
    {
        public void Configure(EntityTypeBuilder<CustomerMergeAccount> builder)
        {
            builder.HasKey(a => new { a.MergeId, a.CustomerAccountId });
            builder.HasOne<CustomerMerge>().WithMany().HasForeignKey(a => a.MergeId);
        }
    }
}
