using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing;

namespace Portal.Core.Accounts;

/// <summary>Where one service reaches a premise: a water meter, a sewer connection, a place for carts.</summary>
public sealed class ServicePoint
{
    public required Guid Id { get; init; }

    public required Guid PremiseId { get; init; }

    public required UtilityService Service { get; init; }

    /// <summary>Stamped on the meter; null for services without one.</summary>
    public string? MeterNumber { get; init; }

    /// <summary>In inches as rate tables write it: 5/8", 3/4", 1", 1 1/2". A fire line's pipe size.</summary>
    public string? MeterSize { get; init; }

    /// <summary>Digits the register has: it begins again at 0 after 10^dials.</summary>
    public int MeterDials { get; init; } = 6;

    /// <summary>Units used for each unit the register moves.</summary>
    public decimal MeterMultiplier { get; init; } = 1m;

    public RegisterKind Register { get; init; }

    /// <summary>What the register counts: CCF, kGal, kWh. Null for services without a meter.</summary>
    public string? ReadUnit { get; init; }

    /// <summary>Impervious area in square feet, for stormwater.</summary>
    public decimal? AreaSqft { get; init; }

    /// <summary>Refuse carts at the curb; 0 for other services.</summary>
    public int Carts { get; init; }

    /// <summary>Code of the <see cref="MeterRoute"/> it lies on.</summary>
    public string? Route { get; init; }

    /// <summary>Its place on the route; printed bills follow it too.</summary>
    public int? RouteOrder { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ServicePoint>
    {
        public void Configure(EntityTypeBuilder<ServicePoint> builder)
        {
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
            builder.HasOne<MeterRoute>().WithMany().HasForeignKey(x => x.Route);
        }
    }
}

/// <summary>What a register shows.</summary>
public enum RegisterKind
{
    /// <summary>A count that goes on: the difference of two readings is the use.</summary>
    Subtractive,

    /// <summary>The use itself: an estimate of it would never be corrected by the next reading.</summary>
    Consumptive,
}

/// <summary>What a city may sell. Irrigation and fire lines are water by rates of their own.</summary>
public enum UtilityService
{
    Water,
    Sewer,
    Refuse,
    Stormwater,
    Electric,
    Irrigation,
    FireLine,
}
