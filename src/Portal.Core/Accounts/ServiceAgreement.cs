using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts;

/// <summary>
/// Who pays for a service point, from when to when. A point has one agreement at a time
/// (ux_service_agreement_one_at_a_time); an account may have them at several premises.
/// </summary>
public sealed class ServiceAgreement
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid ServicePointId { get; init; }

    public required CustomerClass CustomerClass { get; init; }

    /// <summary>First day served.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Day of the final read: itself not billed. Null while it lasts.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>Homes behind the point; rates may multiply by it.</summary>
    public int Dwellings { get; init; } = 1;

    /// <summary>What the customer chose, as the rates name it: <c>64-gallon</c>.</summary>
    public string? Choice { get; init; }

    /// <summary>How often, as the rates name it: <c>weekly</c>.</summary>
    public string? Frequency { get; init; }

    /// <summary>Pickups beyond the regular ones in every period.</summary>
    public int ExtraPickups { get; init; }

    /// <summary>Codes of taxes and charges that are not charged: <c>users_tax</c>.</summary>
    public string[] Exemptions { get; init; } = [];

    /// <summary>Codes of the discount programs the customer is in.</summary>
    public string[] Discounts { get; init; } = [];

    internal sealed class Table : IEntityTypeConfiguration<ServiceAgreement>
    {
        public void Configure(EntityTypeBuilder<ServiceAgreement> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<ServicePoint>().WithMany().HasForeignKey(x => x.ServicePointId);
        }
    }
}

/// <summary>Whom a rate schedule is for.</summary>
public enum CustomerClass
{
    Residential,
    Multifamily,
    Business,
    Public,
    Irrigation,
}
