using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Requests;

namespace Portal.Core.Moves;

/// <summary>
/// Service begun or ended on an account at a premise. Its id is the form's operation id: the same form moves once.
/// Append-only.
/// </summary>
public sealed class ServiceMove
{
    public required Guid Id { get; init; }

    public required MoveKind Kind { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid PremiseId { get; init; }

    /// <summary>First day served; or the day of the stop read, which is not billed.</summary>
    public required DateOnly MovedOn { get; init; }

    /// <summary>The owner's account that service went back to, or was taken from, on the same day.</summary>
    public Guid? LandlordAccountId { get; init; }

    /// <summary>Null when the account goes on, or when nothing was left to bill.</summary>
    public Guid? FinalBillId { get; init; }

    /// <summary>The account was closed by it.</summary>
    public bool Closes { get; init; }

    /// <summary>
    /// A <see cref="Accounts.Contacts.PostalAddress"/> as JSON: where mail goes from now on, if it was said.
    /// </summary>
    public string? Forwarding { get; init; }

    /// <summary>How it was asked for; null only for those from before it was kept.</summary>
    public MoveSource? Source { get; init; }

    /// <summary>The customer's request that this did.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Of an end: the start elsewhere that it goes with.</summary>
    public Guid? TransferId { get; init; }

    public required DateTimeOffset MovedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string MovedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ServiceMove>
    {
        public void Configure(EntityTypeBuilder<ServiceMove> builder)
        {
            builder.Property(m => m.Forwarding).HasColumnType("jsonb");
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.LandlordAccountId);
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(x => x.RequestId);
            builder.HasOne<ServiceMove>().WithOne().HasForeignKey<ServiceMove>(x => x.TransferId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.FinalBillId);
        }
    }
}

public enum MoveKind
{
    Start,
    End,
}

/// <summary>What a meter showed on the day of a move.</summary>
public sealed record PointReading(Guid ServicePointId, decimal Reading);
