using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>That a matter waited too long for a second person and the next role up was told. Append-only.</summary>
public sealed class ApprovalEscalation
{
    /// <summary>One of <see cref="ApprovalKinds.Waiting"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The matter's id in its own table.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Since when it waits: what is asked for anew is another matter.</summary>
    public required DateTimeOffset WaitsSince { get; init; }

    /// <summary>From 1, one for each span of the city's patience that passed.</summary>
    public required int Step { get; init; }

    /// <summary>The role that was told.</summary>
    public required StaffRole Role { get; init; }

    /// <summary>How many people at work could decide it that day.</summary>
    public required int Deciders { get; init; }

    public required DateOnly EscalatedOn { get; init; }

    public required DateTimeOffset EscalatedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ApprovalEscalation>
    {
        public void Configure(EntityTypeBuilder<ApprovalEscalation> builder) =>
            builder.HasKey(e => new { e.Kind, e.ItemId, e.WaitsSince, e.Step });
    }
}
