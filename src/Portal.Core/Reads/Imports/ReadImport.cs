using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Reads.Files;

namespace Portal.Core.Reads.Imports;

/// <summary>One file of reads, from its check to the last read taken from it.</summary>
public sealed class ReadImport
{
    public required Guid Id { get; init; }

    public required Guid OperationId { get; init; }

    public required string FileName { get; init; }

    /// <summary>Of its bytes: the same file becomes reads once.</summary>
    public required byte[] Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Null for Green Button files.</summary>
    public string? ProfileName { get; init; }

    public required ReadImportState State { get; set; }

    public long RowCount { get; set; }

    public long Accepted { get; set; }

    /// <summary>Rows that say what is known already.</summary>
    public long Unchanged { get; set; }

    public long FaultCount { get; set; }

    /// <summary>Accepted rows up to which reads were made.</summary>
    public long Taken { get; set; }

    public required DateTimeOffset UploadedAt { get; init; }

    public required string UploadedBy { get; init; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public string? ConfirmedBy { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ReadImport>
    {
        public void Configure(EntityTypeBuilder<ReadImport> builder) => builder.HasKey(x => x.Id);
    }
}

public enum ReadImportState
{
    /// <summary>Its rows wait; nothing has changed.</summary>
    Checked,

    /// <summary>As a whole no file of ours, or one that was taken before.</summary>
    Refused,

    /// <summary>A worker makes reads of it.</summary>
    Confirmed,

    Done,

    Discarded,
}

/// <summary>A row of a file between check and import.</summary>
public sealed class ReadImportRow
{
    public required Guid ReadImportId { get; init; }

    public required long No { get; init; }

    public required long Line { get; init; }

    public required string MeterNumber { get; init; }

    public DateOnly? ReadOn { get; init; }

    public decimal? Value { get; init; }

    public string? Kind { get; init; }

    public string? Unit { get; init; }

    public int? Minute { get; init; }

    /// <summary>Highest demand in kW; null where the file says none.</summary>
    public decimal? Demand { get; init; }

    /// <summary>Units sent back; null where the file says none.</summary>
    public decimal? Exported { get; init; }

    public Guid? ServicePointId { get; init; }

    public required ReadRowOutcome Outcome { get; init; }

    /// <summary>A sentence of Words/Reads.resx, and what fills it.</summary>
    public string? Fault { get; init; }

    public string[]? FaultValues { get; init; }

    /// <summary>Why it is not taken, in the reader's language.</summary>
    public string Reason => Fault is null ? "" : new FileFault(Fault, false, [.. FaultValues ?? []]).Reason;

    /// <summary>Values as they are kept: days as 2026-11-16, whatever the language.</summary>
    internal static string[] Kept(object[] values) =>
        [.. values.Select(v => v is DateOnly day ? day.ToString("O", CultureInfo.InvariantCulture)
            : Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];

    internal sealed class Table : IEntityTypeConfiguration<ReadImportRow>
    {
        public void Configure(EntityTypeBuilder<ReadImportRow> builder)
        {
            builder.HasKey(x => new { x.ReadImportId, x.No });
            builder.HasOne<ReadImport>().WithMany().HasForeignKey(x => x.ReadImportId);
            builder.Ignore(x => x.Reason);
        }
    }
}

public enum ReadRowOutcome
{
    Accepted,
    Unchanged,
    Fault,
}

/// <summary>A profile as a city keeps it: how one sender writes its files.</summary>
public sealed class SavedReadProfile
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>A <see cref="ReadProfile"/> as JSON.</summary>
    public required string Document { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }

    /// <summary>PostgreSQL's xmin: a profile changed meanwhile is not overwritten.</summary>
    public uint Version { get; init; }

    public ReadProfile Profile => ReadProfile.FromJson(Document);

    internal sealed class Table : IEntityTypeConfiguration<SavedReadProfile>
    {
        public void Configure(EntityTypeBuilder<SavedReadProfile> builder)
        {
            builder.ToTable("read_profile");
            builder.Property(x => x.Document).HasColumnType("jsonb");
            builder.Property(x => x.Version).IsRowVersion();
            builder.Ignore(x => x.Profile);
        }
    }
}
