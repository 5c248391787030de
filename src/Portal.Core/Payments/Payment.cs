using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>
/// Money received against one customer account and posted. Only <see cref="Unapplied"/> changes later.
/// </summary>
public sealed class Payment
{
    public required Guid Id { get; init; }

    /// <summary>On the receipt: "R-7KQ2-M4XD".</summary>
    public required string Reference { get; init; }

    /// <summary>The attempt or form that made it; one payment per operation and account.</summary>
    public required Guid OperationId { get; init; }

    public Guid? AttemptId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>
    /// Not (yet) applied to any bill line: a credit of the customer. Zero once the payment is reversed.
    /// </summary>
    public required Usd Unapplied { get; set; }

    public required Tender Tender { get; init; }

    public string? Brand { get; init; }

    public string? LastFour { get; init; }

    public string? ProcessorPaymentId { get; init; }

    /// <summary>
    /// Of the entry by which the bank was asked for a debit; its return names it. Null where none is known.
    /// </summary>
    public string? BankTrace { get; init; }

    /// <summary>Of one in the place of a moved payment: the operation by which the money came in.</summary>
    public Guid? ItemId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The day that counts for late charges and shut-off (domain.md §3.2).</summary>
    public required DateOnly EffectiveOn { get; init; }

    /// <summary>The day it was posted.</summary>
    public required DateOnly BusinessDate { get; init; }

    public required Guid JournalEntryId { get; init; }

    /// <summary>A bank returns checks and debits, never cash.</summary>
    public static bool CanComeBack(Tender tender) => tender is Tender.Check or Tender.BankDebit or Tender.Lockbox;

    internal sealed class Table : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PaymentAttempt>().WithMany().HasForeignKey(x => x.AttemptId);
        }
    }
}

public enum Tender
{
    Cash,
    Check,
    MoneyOrder,
    CashiersCheck,
    Card,
    BankDebit,
    Wire,
    Lockbox,

    /// <summary>A security deposit that the city held, given back.</summary>
    SecurityDeposit,

    /// <summary>Paid by the relief fund.</summary>
    Assistance,
}

/// <summary>A payment taken back. The row's existence is the fact.</summary>
public sealed class PaymentReversal
{
    public required Guid PaymentId { get; init; }

    /// <summary>The mirror of the payment's own entry; its credit applications have mirrors of their own.</summary>
    public required Guid JournalEntryId { get; init; }

    public required string Reason { get; init; }

    public required ReversalCause Cause { get; init; }

    public required DateTimeOffset ReversedAt { get; init; }

    public required string ReversedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentReversal>
    {
        public void Configure(EntityTypeBuilder<PaymentReversal> builder)
        {
            builder.HasKey(r => r.PaymentId);
            builder.HasOne<Payment>().WithOne().HasForeignKey<PaymentReversal>(x => x.PaymentId);
        }
    }
}

/// <summary>Why a payment was taken back.</summary>
public enum ReversalCause
{
    /// <summary>It was posted wrong; nothing is held against the customer.</summary>
    Correction,

    /// <summary>The bank did not pay it: it counts against the customer, and a fee may follow.</summary>
    ReturnedItem,

    /// <summary>The holder of a card disputes it, and the processor took the money meanwhile.</summary>
    Disputed,

    /// <summary>It was put on the wrong account: others were posted in its place.</summary>
    Moved,
}

/// <summary>Part of a payment put to one open item, or (with <see cref="ReversesId"/>) taken off it again.</summary>
public sealed class Allocation
{
    public required Guid Id { get; init; }

    public required Guid PaymentId { get; init; }

    public required Guid OpenItemId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Order within the act that made it.</summary>
    public required int Sequence { get; init; }

    public Guid? ReversesId { get; init; }

    public required Guid JournalEntryId { get; init; }

    public required DateTimeOffset AllocatedAt { get; init; }

    /// <summary>The row that takes this one off again, whole.</summary>
    internal Allocation TakenBack(Guid entryId, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        PaymentId = PaymentId,
        OpenItemId = OpenItemId,
        CustomerAccountId = CustomerAccountId,
        Amount = Amount,
        Sequence = Sequence,
        ReversesId = Id,
        JournalEntryId = entryId,
        AllocatedAt = at,
    };

    internal sealed class Table : IEntityTypeConfiguration<Allocation>
    {
        public void Configure(EntityTypeBuilder<Allocation> builder)
        {
            builder.HasOne<Payment>().WithMany().HasForeignKey(x => x.PaymentId);
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(x => x.OpenItemId);
            builder.HasOne<Allocation>().WithMany().HasForeignKey(x => x.ReversesId);
        }
    }
}
