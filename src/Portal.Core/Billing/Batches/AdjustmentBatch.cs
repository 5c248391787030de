using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Batches;

/// <summary>A CSV file of adjustments, from its check to its last row.</summary>
public sealed class AdjustmentBatch
{
    public required Guid Id { get; init; }

    public required Guid OperationId { get; init; }

    public required string FileName { get; init; }

    /// <summary>Of its bytes: the same file is posted once (ux_adjustment_batch_once).</summary>
    public required byte[] Sha256 { get; init; }

    public required BatchState State { get; set; }

    public required int RowCount { get; init; }

    public required int FaultCount { get; init; }

    /// <summary>What customers will owe more.</summary>
    public required Usd Charges { get; init; }

    /// <summary>What they will owe less, as a positive amount.</summary>
    public required Usd Credits { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    public required string UploadedBy { get; init; }

    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>The second person (ck_adjustment_batch_second_person).</summary>
    public string? ReleasedBy { get; set; }

    public DateOnly? ReleasedOn { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AdjustmentBatch>
    {
        public void Configure(EntityTypeBuilder<AdjustmentBatch> builder) => builder.HasKey(b => b.Id);
    }
}

/// <summary>Where a file of adjustments stands.</summary>
public enum BatchState
{
    /// <summary>Without a fault; waits for a second person.</summary>
    Checked,

    /// <summary>Something in it is wrong: nothing of it is posted.</summary>
    Refused,

    /// <summary>A worker posts its rows.</summary>
    Released,

    /// <summary>What was not posted yet waits.</summary>
    Stopped,

    Done,

    Discarded,
}

/// <summary>What is wrong with a file.</summary>
public sealed class AdjustmentBatchFault
{
    public required Guid BatchId { get; init; }

    public required int No { get; init; }

    /// <summary>Of the file, from 1; the header is the first.</summary>
    public required long Line { get; init; }

    /// <summary>A sentence of Words/Refusals.resx.</summary>
    public required string Key { get; init; }

    public required string[] FaultValues { get; init; }

    public string Reason => new Refusal(Key, [.. FaultValues]).Reason;

    internal sealed class Table : IEntityTypeConfiguration<AdjustmentBatchFault>
    {
        public void Configure(EntityTypeBuilder<AdjustmentBatchFault> builder)
        {
            builder.HasKey(f => new { f.BatchId, f.No });
            builder.HasOne<AdjustmentBatch>().WithMany().HasForeignKey(f => f.BatchId);
            builder.Ignore(f => f.Reason);
        }
    }
}

/// <summary>One adjustment of a file, and what became of it.</summary>
public sealed class AdjustmentBatchRow
{
    /// <summary>Also the operation that posts it.</summary>
    public required Guid Id { get; init; }

    public required Guid BatchId { get; init; }

    /// <summary>Of the file, from 1.</summary>
    public required long Line { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>The charge that it corrects.</summary>
    public required Guid OpenItemId { get; init; }

    public required string Fund { get; init; }

    /// <summary>The other side of the receivable.</summary>
    public required string GlAccount { get; init; }

    public required string Reason { get; init; }

    /// <summary>Below zero for a credit.</summary>
    public required Usd Amount { get; init; }

    public required string Note { get; init; }

    public BatchRowOutcome Outcome { get; set; }

    public Guid? AdjustmentId { get; set; }

    /// <summary>Why it was refused, a sentence of Words/Refusals.resx.</summary>
    public string? Why { get; set; }

    public string[]? WhyValues { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>The same, in the reader's language.</summary>
    public string WhyInWords => Why is null ? "" : new Refusal(Why, [.. WhyValues ?? []]).Reason;

    internal sealed class Table : IEntityTypeConfiguration<AdjustmentBatchRow>
    {
        public void Configure(EntityTypeBuilder<AdjustmentBatchRow> builder)
        {
            builder.HasOne<AdjustmentBatch>().WithMany().HasForeignKey(r => r.BatchId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(r => r.CustomerAccountId);
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(r => r.OpenItemId);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(r => r.AdjustmentId);
            builder.Ignore(r => r.WhyInWords);
        }
    }
}

/// <summary>What became of a row.</summary>
public enum BatchRowOutcome
{
    Waiting,
    Posted,

    /// <summary>A rule of single adjustments refused it when its turn came.</summary>
    Refused,
}
