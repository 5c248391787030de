using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// What of a refund comes from one payment, and how it goes back. Its id is the processor's idempotency key.
/// </summary>
public sealed class RefundPart
{
    public required Guid Id { get; init; }

    public required Guid RefundId { get; init; }

    /// <summary>From 1: the newest payment first.</summary>
    public required int No { get; init; }

    public required Guid PaymentId { get; init; }

    public required Usd Amount { get; init; }

    public required RefundWay Way { get; init; }

    public RefundPartState State { get; set; } = RefundPartState.Planned;

    public string? ProcessorRefundId { get; set; }

    /// <summary>Why it did not arrive, in the processor's code.</summary>
    public string? FailureCode { get; set; }

    /// <summary>When the processor was first called; committed before.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When to ask the processor again; null when nothing is to be heard.</summary>
    public DateTimeOffset? CheckAt { get; set; }

    /// <summary>Of the worker that has it in hand.</summary>
    public Guid? LeaseBy { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>By which the money left; null of a check, which posts its own.</summary>
    public Guid? PaidEntryId { get; set; }

    /// <summary>By which it became a credit again.</summary>
    public Guid? ReopenedEntryId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RefundPart>
    {
        public void Configure(EntityTypeBuilder<RefundPart> builder)
        {
            builder.HasOne<Refund>().WithMany().HasForeignKey(p => p.RefundId);
            builder.HasOne<Payment>().WithMany().HasForeignKey(p => p.PaymentId);
        }
    }
}

/// <summary>How money goes back.</summary>
public enum RefundWay
{
    /// <summary>To the card it came from.</summary>
    Card,

    /// <summary>To the bank account it came from.</summary>
    BankDebit,

    Check,
}

/// <summary>Where a part stands.</summary>
public enum RefundPartState
{
    Planned,

    /// <summary>The processor is being called, or was when a process died.</summary>
    Sending,

    /// <summary>It may or may not have heard.</summary>
    Unknown,

    /// <summary>On its way to the bank.</summary>
    Pending,

    /// <summary>Arrived, as far as anybody said; it may still come back.</summary>
    Succeeded,

    /// <summary>It came back, or never left: a credit again.</summary>
    Failed,

    /// <summary>The refund was declined or given up.</summary>
    Dropped,
}
