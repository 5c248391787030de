using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Printing;

namespace Portal.Core.Notices.Printing;

/// <summary>Notices printed into one PDF, in postal order, with their manifest. It never changes.</summary>
public sealed class NoticeBatch
{
    public required Guid Id { get; init; }

    /// <summary>Its name for people.</summary>
    public int Number { get; private set; }

    public required Post Post { get; init; }

    public required int Notices { get; init; }

    public required int Pages { get; init; }

    public required int FileBytes { get; init; }

    /// <summary>Of the file.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeBatch>
    {
        public void Configure(EntityTypeBuilder<NoticeBatch> builder) =>
            builder.Property(b => b.Number).ValueGeneratedOnAdd();
    }
}

/// <summary>The PDF of a batch.</summary>
public sealed class NoticeBatchFile
{
    public required Guid BatchId { get; init; }

    public required byte[] Content { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeBatchFile>
    {
        public void Configure(EntityTypeBuilder<NoticeBatchFile> builder)
        {
            builder.HasKey(f => f.BatchId);
            builder.HasOne<NoticeBatch>().WithOne().HasForeignKey<NoticeBatchFile>(f => f.BatchId);
        }
    }
}

/// <summary>One letter in a batch: a line of its manifest. A letter is in one live line.</summary>
public sealed class NoticeBatchLine
{
    public required Guid BatchId { get; init; }

    /// <summary>Its place in the file, from 1.</summary>
    public required int No { get; init; }

    public required Guid NoticeId { get; init; }

    /// <summary>The page of the file on which it begins, from 1.</summary>
    public required int FirstPage { get; init; }

    public required int Pages { get; init; }

    /// <summary>Of the letter's own PDF.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Set when the letter waits to be printed again.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public string? LeftBy { get; private set; }

    public string? LeftWhy { get; private set; }

    internal void Leave(string why, string by, DateTimeOffset at) => (LeftWhy, LeftBy, LeftAt) = (why, by, at);

    internal sealed class Table : IEntityTypeConfiguration<NoticeBatchLine>
    {
        public void Configure(EntityTypeBuilder<NoticeBatchLine> builder)
        {
            builder.HasKey(l => new { l.BatchId, l.No });
            builder.HasOne<NoticeBatch>().WithMany().HasForeignKey(l => l.BatchId);
            builder.HasOne<NoticePaper>().WithMany().HasForeignKey(l => l.NoticeId);
        }
    }
}

/// <summary>The post took a batch and stamped a certificate of mailing. The row's existence is the fact.</summary>
public sealed class NoticeMailing
{
    public required Guid BatchId { get; init; }

    public required DateOnly MailedOn { get; init; }

    /// <summary>Number on the stamped form.</summary>
    public required string Certificate { get; init; }

    /// <summary>Letters that the post took.</summary>
    public required int Pieces { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string RecordedBy { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeMailing>
    {
        public void Configure(EntityTypeBuilder<NoticeMailing> builder)
        {
            builder.HasKey(m => m.BatchId);
            builder.HasOne<NoticeBatch>().WithOne().HasForeignKey<NoticeMailing>(m => m.BatchId);
        }
    }
}
