using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Money;

namespace Portal.Core.Payments.Returns;

/// <summary>A payment that came back, and what was done with it. Never changed.</summary>
public sealed class ReturnedPayment
{
    public required Guid PaymentId { get; init; }

    /// <summary>The act's: the same for every payment of one item.</summary>
    public required Guid OperationId { get; init; }

    public required string ReasonCode { get; init; }

    public required ReturnSource Source { get; init; }

    /// <summary>
    /// The bank's paper, the file and its line, the processor's object: what the bank's line is found by.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>The bank's day.</summary>
    public required DateOnly ReturnedOn { get; init; }

    /// <summary>Null where the reason charges none, or it waits for a second person.</summary>
    public Guid? FeeAdjustmentId { get; init; }

    /// <summary>Charged for being late, as though it had not been paid.</summary>
    public required Usd Late { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string RecordedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReturnedPayment>
    {
        public void Configure(EntityTypeBuilder<ReturnedPayment> builder)
        {
            builder.HasKey(r => r.PaymentId);
            builder.HasOne<PaymentReversal>().WithOne().HasForeignKey<ReturnedPayment>(r => r.PaymentId);
            builder.HasOne<ReturnReason>().WithMany().HasForeignKey(r => r.ReasonCode);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(r => r.FeeAdjustmentId);
        }
    }
}

/// <summary>Who told us.</summary>
public enum ReturnSource
{
    Person,
    BankFile,
    Processor,
}
