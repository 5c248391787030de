using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.SecurityDeposits;

/// <summary>Money held for a customer: the city's debt, never a receivable. Only whose it is changes.</summary>
public sealed class SecurityDeposit
{
    /// <summary>The form that took it.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; set; }

    /// <summary>What it answers; null for one left freely.</summary>
    public Guid? DemandId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The fund that owes it.</summary>
    public required string Fund { get; init; }

    public required Tender Tender { get; init; }

    /// <summary>Check number or receipt.</summary>
    public string? Document { get; init; }

    public required DateOnly TakenOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SecurityDeposit>
    {
        public void Configure(EntityTypeBuilder<SecurityDeposit> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(d => d.CustomerAccountId);
            builder.HasOne<DepositDemand>().WithMany().HasForeignKey(d => d.DemandId);
        }
    }
}

/// <summary>Something that happened to a deposit, with its entry in the ledger. Append-only.</summary>
public sealed class DepositMovement
{
    public required Guid Id { get; init; }

    public required Guid DepositId { get; init; }

    public required Guid OperationId { get; init; }

    public required DepositMove Kind { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Of interest: the day it counts from; it counts to <see cref="MovedOn"/>.</summary>
    public DateOnly? FromOn { get; init; }

    public required DateOnly MovedOn { get; init; }

    public required DateTimeOffset MovedAt { get; init; }

    public required string MovedBy { get; init; }

    /// <summary>The second person, above the rule's limit (ck_deposit_movement_return_limit).</summary>
    public string? ApprovedBy { get; init; }

    public required Guid JournalEntryId { get; init; }

    /// <summary>The customer's money that the deposit became.</summary>
    public Guid? PaymentId { get; init; }

    /// <summary>What it adds to what is held.</summary>
    public Usd Effect => Kind is DepositMove.Taken or DepositMove.Interest ? Amount : -Amount;

    internal sealed class Table : IEntityTypeConfiguration<DepositMovement>
    {
        public void Configure(EntityTypeBuilder<DepositMovement> builder)
        {
            builder.HasOne<SecurityDeposit>().WithMany().HasForeignKey(m => m.DepositId);
            builder.HasOne<Payment>().WithMany().HasForeignKey(m => m.PaymentId);
            builder.Ignore(m => m.Effect);
        }
    }
}

/// <summary>What happens to a deposit.</summary>
public enum DepositMove
{
    Taken,
    Interest,

    /// <summary>To a final bill.</summary>
    Applied,

    /// <summary>To the customer's account, after good standing.</summary>
    Returned,
}

/// <summary>A deposit that went along to another account of its customer.</summary>
public sealed class DepositTransfer
{
    public required Guid Id { get; init; }

    public required Guid DepositId { get; init; }

    public required Guid FromAccountId { get; init; }

    public required Guid ToAccountId { get; init; }

    public required DateOnly TransferredOn { get; init; }

    public required DateTimeOffset TransferredAt { get; init; }

    public required string TransferredBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DepositTransfer>
    {
        public void Configure(EntityTypeBuilder<DepositTransfer> builder)
        {
            builder.HasOne<SecurityDeposit>().WithMany().HasForeignKey(t => t.DepositId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(t => t.FromAccountId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(t => t.ToAccountId);
        }
    }
}
