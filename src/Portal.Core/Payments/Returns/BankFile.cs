using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Returns.Nacha;

namespace Portal.Core.Payments.Returns;

/// <summary>A bank's file of entries that came back or are to be changed, from its check to its last row.</summary>
public sealed class BankFile
{
    public required Guid Id { get; init; }

    public required Guid OperationId { get; init; }

    public required string FileName { get; init; }

    /// <summary>Of its bytes: the same file is booked once (ux_bank_file_once).</summary>
    public required byte[] Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The day in its header; null where there is none.</summary>
    public DateOnly? MadeOn { get; set; }

    public required BankFileState State { get; set; }

    public long Entries { get; set; }

    public Usd Debit { get; set; }

    public Usd Credit { get; set; }

    public long FaultCount { get; set; }

    public required DateTimeOffset UploadedAt { get; init; }

    public required string UploadedBy { get; init; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public string? ConfirmedBy { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<BankFile>
    {
        public void Configure(EntityTypeBuilder<BankFile> builder) => builder.HasKey(f => f.Id);
    }
}

public enum BankFileState
{
    /// <summary>Its rows wait to be looked at; nothing is booked.</summary>
    Checked,

    /// <summary>It does not agree with itself, or was booked before.</summary>
    Refused,

    /// <summary>A worker books its rows.</summary>
    Confirmed,

    Done,

    Discarded,
}

/// <summary>What is wrong with a file, as it was found.</summary>
public sealed class BankFileFault
{
    public required Guid BankFileId { get; init; }

    public required int No { get; init; }

    public required long Line { get; init; }

    /// <summary>A sentence of Words/Returns.resx.</summary>
    public required string Key { get; init; }

    public required string[] FaultValues { get; init; }

    public string Reason => new NachaFault(Line, Key, FaultValues, null).Reason;

    internal sealed class Table : IEntityTypeConfiguration<BankFileFault>
    {
        public void Configure(EntityTypeBuilder<BankFileFault> builder)
        {
            builder.HasKey(f => new { f.BankFileId, f.No });
            builder.HasOne<BankFile>().WithMany().HasForeignKey(f => f.BankFileId);
            builder.Ignore(f => f.Reason);
        }
    }
}

/// <summary>One entry that the bank tells about, and what was done about it.</summary>
public sealed class BankFileRow
{
    /// <summary>Also the operation that books it.</summary>
    public required Guid Id { get; init; }

    public required Guid BankFileId { get; init; }

    /// <summary>Of the addenda, from 1.</summary>
    public required long Line { get; init; }

    public required NachaNews News { get; init; }

    public required string Code { get; init; }

    public required string OriginalTrace { get; init; }

    public required Usd Amount { get; init; }

    public required bool IsDebit { get; init; }

    public required string Name { get; init; }

    /// <summary>The identification that was sent with the entry.</summary>
    public required string Number { get; init; }

    public required string LastFour { get; init; }

    /// <summary>What a change says is right; of an account no more than its last four (decision 0046).</summary>
    public required string Corrected { get; init; }

    public required BankRowOutcome Outcome { get; set; }

    public Guid? PaymentId { get; set; }

    /// <summary>Why it was not booked, a key of Words/Refusals.resx.</summary>
    public string? Why { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public string? DoneBy { get; set; }

    public string? Note { get; set; }

    /// <summary>The same, in the reader's language.</summary>
    public string Reason => Why is null ? "" : new Refusal(Why).Reason;

    internal sealed class Table : IEntityTypeConfiguration<BankFileRow>
    {
        public void Configure(EntityTypeBuilder<BankFileRow> builder)
        {
            builder.HasOne<BankFile>().WithMany().HasForeignKey(r => r.BankFileId);
            builder.HasOne<Payment>().WithMany().HasForeignKey(r => r.PaymentId);
            builder.Ignore(r => r.Reason);
        }
    }
}

public enum BankRowOutcome
{
    /// <summary>Its trace names one payment of the same amount.</summary>
    Matched,

    /// <summary>Nobody knows what it is of: a person looks.</summary>
    Unmatched,

    /// <summary>It was booked before, from another file or by a person.</summary>
    Already,

    /// <summary>Bank to bank: nothing to do.</summary>
    Shown,

    /// <summary>Bank details are to be corrected: a task for the office.</summary>
    Change,

    Booked,

    /// <summary>The office has its task.</summary>
    Told,

    /// <summary>A person said what it is.</summary>
    Closed,
}
