using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts;

/// <summary>Where one service reaches a premise: a water meter, a sewer connection, a place for carts.</summary>
public sealed class ServicePoint
{
    public required Guid Id { get; init; }

    public required Guid PremiseId { get; init; }

    public required UtilityService Service { get; init; }

    /// <summary>Stamped on the meter; null for services without one.</summary>
    public string? MeterNumber { get; init; }

    /// <summary>In inches as rate tables write it: 5/8", 3/4", 1", 1 1/2".</summary>
    public string? MeterSize { get; init; }

    /// <summary>Refuse carts at the curb; 0 for other services.</summary>
    public int Carts { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ServicePoint>
    {
        public void Configure(EntityTypeBuilder<ServicePoint> builder) =>
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
    }
}

public enum UtilityService
{
    Water,
    Sewer,
    Refuse,
}
