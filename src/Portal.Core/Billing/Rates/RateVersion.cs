using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// One version of a schedule or of the city's settings: drafted by one person, released by another, never changed
/// after.
/// </summary>
public sealed class RateVersion
{
    /// <summary>Code of the city's settings, which no schedule may have.</summary>
    public const string SettingsCode = "settings";

    public required Guid Id { get; init; }

    /// <summary>The schedule's id, the same from version to version; <see cref="SettingsCode"/> for settings.</summary>
    public required string Code { get; init; }

    /// <summary>Follows from the document.</summary>
    public int Version { get; private set; }

    public required DateOnly EffectiveOn { get; set; }

    /// <summary>A rate document with this one version in it.</summary>
    public required string Document { get; set; }

    public RateState State { get; set; } = RateState.Draft;

    /// <summary>Everybody who wrote any of it: none of them may release it.</summary>
    public required string[] DraftedBy { get; set; }

    /// <summary>Why: what the council decided, for whoever releases it.</summary>
    public string Note { get; set; } = "";

    public string? ReleasedBy { get; set; }

    public DateTimeOffset? ReleasedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint RowVersion { get; private set; }

    public bool IsSettings => Code == SettingsCode;

    /// <summary>The schedules or settings in <see cref="Document"/>.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read: only sound documents are kept.</exception>
    public RateBook Read() => RateDocument.Read(Document) switch
    {
        Outcome<RateBook>.Done(var book) => book,
        Outcome<RateBook>.Refused(var refusal) => throw new InvalidOperationException(refusal.Reason),
        _ => throw new InvalidOperationException("Outcome has two cases."),
    };

    internal sealed class Table : IEntityTypeConfiguration<RateVersion>
    {
        public void Configure(EntityTypeBuilder<RateVersion> builder)
        {
            builder.ToTable("rate_schedule");
            builder.Property(v => v.Version).ValueGeneratedOnAddOrUpdate();
            builder.Property(v => v.Document).HasColumnType("jsonb");
            builder.Property(v => v.RowVersion).IsRowVersion();
            builder.Ignore(v => v.IsSettings);
        }
    }
}

public enum RateState
{
    Draft,
    Released,
    Discarded,
}

/// <summary>What somebody did to a version, and how it read after. Append-only.</summary>
public sealed class RateChange
{
    public required Guid Id { get; init; }

    public required Guid RateScheduleId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required RateAct Act { get; init; }

    public required string Document { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RateChange>
    {
        public void Configure(EntityTypeBuilder<RateChange> builder)
        {
            builder.Property(c => c.Document).HasColumnType("jsonb");
            builder.HasOne<RateVersion>().WithMany().HasForeignKey(c => c.RateScheduleId);
        }
    }
}

public enum RateAct
{
    Drafted,
    Imported,
    Edited,
    Released,
    Discarded,
}
