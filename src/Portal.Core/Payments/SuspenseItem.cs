using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>Money that arrived but could not be put where it was meant: it waits for a person, never dropped.</summary>
public sealed class SuspenseItem
{
    public required Guid Id { get; init; }

    public required Usd Amount { get; init; }

    public required SuspenseReason Reason { get; init; }

    public Guid? AttemptId { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public string? ProcessorPaymentId { get; init; }

    public SuspenseSource Source { get; init; }

    /// <summary>Of the form that entered it; null of what the processor told.</summary>
    public Guid? OperationId { get; init; }

    public Tender? Tender { get; init; }

    /// <summary>As the paper or the bank's line says it; so are the account and the reference.</summary>
    public string? PayerName { get; init; }

    public string? SaidAccount { get; init; }

    public string? Reference { get; init; }

    public string? Note { get; init; }

    public string? RecordedBy { get; init; }

    /// <summary>Null only for money in another currency, which this ledger cannot hold.</summary>
    public Guid? JournalEntryId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SuspenseItem>
    {
        public void Configure(EntityTypeBuilder<SuspenseItem> builder) =>
            builder.HasOne<PaymentAttempt>().WithMany().HasForeignKey(x => x.AttemptId);
    }
}

public enum SuspenseReason
{
    LateSuccess,
    AmountMismatch,
    CurrencyMismatch,
    UnknownAttempt,
    AccountMismatch,

    /// <summary>It names no account, or none that there is.</summary>
    NoAccount,

    /// <summary>The account that it names is closed.</summary>
    ClosedAccount,
}

/// <summary>How money came that is in suspense.</summary>
public enum SuspenseSource
{
    Processor,
    Counter,
    Mail,

    /// <summary>A line of the bank's statement, or of a lockbox.</summary>
    Bank,
}

/// <summary>Something a person in the office must look at.</summary>
public sealed class OfficeTask
{
    public required Guid Id { get; init; }

    /// <summary>"suspense", "dispute", "webhook_unreadable", …</summary>
    public required string Kind { get; init; }

    /// <summary>The same matter makes one task.</summary>
    public required string DedupeKey { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public Guid? AttemptId { get; init; }

    public required string Detail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }

    public string? DoneBy { get; set; }

    /// <summary>What was found; of some kinds it must be said.</summary>
    public string? Outcome { get; set; }
}
