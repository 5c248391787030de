using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.SecurityDeposits;

/// <summary>That a customer must leave a deposit; stands until it is paid or dropped. Append-only.</summary>
public sealed class DepositDemand
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required DepositCause Cause { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The most that could be asked for that day.</summary>
    public required Usd Most { get; init; }

    public required string Note { get; init; }

    public required DateOnly DemandedOn { get; init; }

    public required DateTimeOffset DemandedAt { get; init; }

    public required string DemandedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DepositDemand>
    {
        public void Configure(EntityTypeBuilder<DepositDemand> builder) =>
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(d => d.CustomerAccountId);
    }
}

/// <summary>Why a deposit is demanded (domain.md §1.3).</summary>
public enum DepositCause
{
    NewService,
    CutOff,
    MissedPayments,
    ReturnedItem,
    Bankruptcy,
}

/// <summary>A demand given up unpaid: good history elsewhere, a letter of credit.</summary>
public sealed class DepositDemandDrop
{
    public required Guid DemandId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset DroppedAt { get; init; }

    public required string DroppedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DepositDemandDrop>
    {
        public void Configure(EntityTypeBuilder<DepositDemandDrop> builder)
        {
            builder.HasKey(d => d.DemandId);
            builder.HasOne<DepositDemand>().WithOne().HasForeignKey<DepositDemandDrop>(d => d.DemandId);
        }
    }
}
