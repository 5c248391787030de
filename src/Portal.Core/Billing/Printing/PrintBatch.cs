using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Bills printed into one PDF, in postal order, with their manifest. What is in it never changes
/// (tr_print_batch_keeps_contents); it is downloaded, mailed, and printed again as another batch.
/// </summary>
public sealed class PrintBatch
{
    public required Guid Id { get; init; }

    public required Guid PrintRunId { get; init; }

    /// <summary>Its name for people.</summary>
    public int Number { get; private set; }

    public required Post Post { get; init; }

    public PrintBatchState State { get; private set; } = PrintBatchState.Prepared;

    /// <summary>Bills in the file, those that left it too.</summary>
    public required int Bills { get; init; }

    public required int Pages { get; init; }

    /// <summary>What its bills ask for in all; a credit counts nothing.</summary>
    public required Usd Total { get; init; }

    public required long FileBytes { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? DownloadedAt { get; private set; }

    /// <summary>An Actor's name, as are the others.</summary>
    public string? DownloadedBy { get; private set; }

    /// <summary>The day on which the post took it.</summary>
    public DateOnly? MailedOn { get; private set; }

    public DateTimeOffset? MailedAt { get; private set; }

    public string? MailedBy { get; private set; }

    public DateTimeOffset? ReplacedAt { get; private set; }

    public string? ReplacedBy { get; private set; }

    /// <summary>Why it was printed again.</summary>
    public string? ReplacedWhy { get; private set; }

    internal void Download(string by, DateTimeOffset at)
    {
        if (State == PrintBatchState.Prepared)
        {
            (State, DownloadedBy, DownloadedAt) = (PrintBatchState.Downloaded, by, at);
        }
    }

    internal void Mail(DateOnly on, string by, DateTimeOffset at) =>
        (State, MailedOn, MailedBy, MailedAt) = (PrintBatchState.Mailed, on, by, at);

    internal void Replace(string why, string by, DateTimeOffset at) =>
        (State, ReplacedWhy, ReplacedBy, ReplacedAt) = (PrintBatchState.Replaced, why, by, at);

    internal sealed class Table : IEntityTypeConfiguration<PrintBatch>
    {
        public void Configure(EntityTypeBuilder<PrintBatch> builder)
        {
            builder.HasOne<PrintRun>().WithMany().HasForeignKey(x => x.PrintRunId);
            builder.Property(b => b.Number).ValueGeneratedOnAdd();
        }
    }
}

public enum PrintBatchState
{
    Prepared,
    Downloaded,
    Mailed,

    /// <summary>Its bills were put into another batch.</summary>
    Replaced,
}

/// <summary>One bill in a batch: a line of its manifest.</summary>
public sealed class PrintBatchBill
{
    public required Guid BatchId { get; init; }

    /// <summary>Its place in the file, from 1.</summary>
    public required int No { get; init; }

    public required Guid BillId { get; init; }

    /// <summary>The page of the file on which it begins, from 1.</summary>
    public required int FirstPage { get; init; }

    /// <summary>Pages in its envelope.</summary>
    public required int Pages { get; init; }

    public required string Addressee { get; init; }

    /// <summary>Lines as printed, without the name.</summary>
    public required string[] Address { get; init; }

    /// <summary>Of the bill's own PDF in its customer's language.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Negative is a credit.</summary>
    public required Usd Due { get; init; }

    /// <summary>Set when it must be taken out of the paper before mailing.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    public LeftBatch? LeftReason { get; init; }

    public string? LeftBy { get; init; }

    public string? LeftNote { get; init; }

    public int LastPage => FirstPage + Pages - 1;

    internal sealed class Table : IEntityTypeConfiguration<PrintBatchBill>
    {
        public void Configure(EntityTypeBuilder<PrintBatchBill> builder)
        {
            builder.HasKey(b => new { b.BatchId, b.No });
            builder.Ignore(b => b.LastPage);
            builder.HasOne<PrintBatch>().WithMany().HasForeignKey(x => x.BatchId);
        }
    }
}

/// <summary>Why a bill left its batch.</summary>
public enum LeftBatch
{
    Canceled,
    Reprinted,
}
