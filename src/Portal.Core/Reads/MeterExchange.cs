using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Reads;

/// <summary>
/// One meter taken out and another put in, on a day: what the old one showed last and the new one first. Append-only.
/// </summary>
public sealed class MeterExchange
{
    public required Guid Id { get; init; }

    public required Guid ServicePointId { get; init; }

    /// <summary>A read of this day is the new meter's.</summary>
    public required DateOnly ExchangedOn { get; init; }

    public required string OldMeterNumber { get; init; }

    public required decimal OldReading { get; init; }

    public required int OldDials { get; init; }

    public required decimal OldMultiplier { get; init; }

    public required string NewMeterNumber { get; init; }

    public required decimal NewReading { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>An actor's name.</summary>
    public required string RecordedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MeterExchange>
    {
        public void Configure(EntityTypeBuilder<MeterExchange> builder) =>
            builder.HasOne<ServicePoint>().WithMany().HasForeignKey(x => x.ServicePointId);
    }
}
