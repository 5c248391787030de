using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing;

namespace Portal.Core.Reads;

/// <summary>
/// What a read said before it was corrected, who did it and why. A read changes only with such a row, and only until it
/// is billed. Append-only.
/// </summary>
public sealed class MeterReadChange
{
    public required Guid Id { get; init; }

    public required Guid MeterReadId { get; init; }

    public required DateOnly WasOn { get; init; }

    public required decimal WasReading { get; init; }

    public required ReadKind WasKind { get; init; }

    public required DateOnly NowOn { get; init; }

    public required decimal NowReading { get; init; }

    public required ReadKind NowKind { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    public required string Reason { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MeterReadChange>
    {
        public void Configure(EntityTypeBuilder<MeterReadChange> builder) =>
            builder.HasOne<MeterRead>().WithMany().HasForeignKey(x => x.MeterReadId);
    }
}
