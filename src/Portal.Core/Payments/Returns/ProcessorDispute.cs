using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Payments.Returns;

/// <summary>A payment that is disputed at the processor, and what was done because of it.</summary>
public sealed class ProcessorDispute
{
    /// <summary>The processor's.</summary>
    public required string Id { get; init; }

    public required Guid AttemptId { get; init; }

    public required DisputeState State { get; set; }

    /// <summary>Of the act that took the payments back.</summary>
    public Guid? ReturnOperationId { get; set; }

    /// <summary>Of the payments posted anew once it was won.</summary>
    public Guid? RestoreOperationId { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ProcessorDispute>
    {
        public void Configure(EntityTypeBuilder<ProcessorDispute> builder) =>
            builder.HasOne<PaymentAttempt>().WithMany().HasForeignKey(d => d.AttemptId);
    }
}

public enum DisputeState
{
    /// <summary>The bank asks; no money was taken.</summary>
    Asked,

    /// <summary>The money was taken while it is decided.</summary>
    Open,

    Won,

    Lost,
}
