using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Requests.Moving;

/// <summary>
/// Where and when service is to stop, to start, or both. The office does it, with MoveOut and MoveIn. Append-only.
/// </summary>
public sealed class ServiceRequest
{
    public required Guid RequestId { get; init; }

    public Guid? StopPremiseId { get; init; }

    /// <summary>The day of the stop read, which is not billed.</summary>
    public DateOnly? StopOn { get; init; }

    /// <summary>A <see cref="Accounts.Contacts.PostalAddress"/> as JSON: where mail goes from then on.</summary>
    public string? Forwarding { get; init; }

    public Guid? StartPremiseId { get; init; }

    /// <summary>As typed, where it is none that the city knows.</summary>
    public string? StartPlace { get; init; }

    /// <summary>The first day served.</summary>
    public DateOnly? StartOn { get; init; }

    public Occupancy? Occupancy { get; init; }

    public string? LegalName { get; init; }

    public string? Phone { get; init; }

    /// <summary>What was said would be asked for as a deposit; null when none would.</summary>
    public Usd? DepositTold { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ServiceRequest>
    {
        public void Configure(EntityTypeBuilder<ServiceRequest> builder)
        {
            builder.HasKey(r => r.RequestId);
            builder.Property(r => r.Forwarding).HasColumnType("jsonb");
            builder.HasOne<CustomerRequest>().WithOne().HasForeignKey<ServiceRequest>(r => r.RequestId);
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.StopPremiseId);
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.StartPremiseId);
        }
    }
}

/// <summary>How somebody lives at a place.</summary>
public enum Occupancy
{
    Owner,
    Tenant,
}

/// <summary>That somebody compared who asks with their proof of identity. Append-only.</summary>
public sealed class IdentityCheck
{
    public required Guid RequestId { get; init; }

    public required bool IsConfirmed { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string CheckedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<IdentityCheck>
    {
        public void Configure(EntityTypeBuilder<IdentityCheck> builder)
        {
            builder.HasKey(c => c.RequestId);
            builder.HasOne<ServiceRequest>().WithOne().HasForeignKey<IdentityCheck>(c => c.RequestId);
        }
    }
}
