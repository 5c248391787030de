using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.PaymentFees;

/// <summary>
/// What a payment cost by the way it was paid: a transaction of its own, taken with the same card or bank account once
/// the payment has come. It is of no account: one that fails is owed by nobody.
/// </summary>
public sealed class PaymentFee
{
    /// <summary>Also the processor's idempotency key.</summary>
    public required Guid Id { get; init; }

    public required Guid AttemptId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The processor's money, else the city's.</summary>
    public required bool IsProcessors { get; init; }

    public required GatewayTender Tender { get; init; }

    /// <summary>The processor's names of the payer and of what was paid with.</summary>
    public required string? ProcessorCustomerId { get; init; }

    public required string? ProcessorMethodId { get; init; }

    /// <summary>As the payer's bank writes it; a repeat must be the same to the letter.</summary>
    public required string Description { get; init; }

    public required PaymentFeeState State { get; set; }

    public string? ProcessorPaymentId { get; set; }

    public string? FailureCode { get; set; }

    public Guid? JournalEntryId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When there is something to do next: to take it, to ask, or to let the method be forgotten.</summary>
    public required DateTimeOffset? CheckAt { get; set; }

    public bool IsOver => State is PaymentFeeState.Taken or PaymentFeeState.Failed;

    internal sealed class Table : IEntityTypeConfiguration<PaymentFee>
    {
        public void Configure(EntityTypeBuilder<PaymentFee> builder)
        {
            builder.Ignore(f => f.IsOver);
            builder.HasOne<PaymentAttempt>().WithOne().HasForeignKey<PaymentFee>(f => f.AttemptId);
        }
    }
}

public enum PaymentFeeState
{
    /// <summary>To be taken; the processor may have been asked.</summary>
    Sending,

    /// <summary>A bank debit that has begun.</summary>
    OnItsWay,

    /// <summary>Taken and posted.</summary>
    Taken,

    /// <summary>It could not be taken; nobody owes it.</summary>
    Failed,
}

/// <summary>A fee went back, for all that its attempt paid was taken back. Append-only.</summary>
public sealed class PaymentFeeReversal
{
    public required Guid FeeId { get; init; }

    public required Guid JournalEntryId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ReversedAt { get; init; }

    public required string ReversedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentFeeReversal>
    {
        public void Configure(EntityTypeBuilder<PaymentFeeReversal> builder)
        {
            builder.HasKey(r => r.FeeId);
            builder.HasOne<PaymentFee>().WithOne().HasForeignKey<PaymentFeeReversal>(r => r.FeeId);
        }
    }
}
