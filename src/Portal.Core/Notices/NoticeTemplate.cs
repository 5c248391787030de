using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Notices;

/// <summary>
/// One version of the words of a kind of notice in one language: Markdown with named fields
/// (<see cref="NoticeFields"/>). Never changed; another wording is another version. Letters are written by the newest
/// version that a second person has released.
/// </summary>
public sealed class NoticeTemplate
{
    public required Guid Id { get; init; }

    /// <summary>Code of what it is for: see <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; init; }

    /// <summary>From 1, of its kind and language.</summary>
    public required int Version { get; init; }

    /// <summary>One line, with fields.</summary>
    public required string Subject { get; init; }

    /// <summary>Markdown with fields.</summary>
    public required string Body { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeTemplate>
    {
        public void Configure(EntityTypeBuilder<NoticeTemplate> builder) =>
            builder.HasIndex(t => new { t.Kind, t.Language, t.Version }).IsUnique();
    }
}

/// <summary>Somebody holds a version ready to be released. The row's existence is the fact.</summary>
public sealed class NoticeTemplateAsk
{
    public required Guid TemplateId { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeTemplateAsk>
    {
        public void Configure(EntityTypeBuilder<NoticeTemplateAsk> builder)
        {
            builder.HasKey(a => a.TemplateId);
            builder.HasOne<NoticeTemplate>().WithOne().HasForeignKey<NoticeTemplateAsk>(a => a.TemplateId);
        }
    }
}

/// <summary>
/// A second person released a version or sent it back (ck_notice_template_second_person). The row's existence is the
/// fact.
/// </summary>
public sealed class NoticeTemplateDecision
{
    public required Guid TemplateId { get; init; }

    public required bool IsReleased { get; init; }

    public required string DecidedBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Why it was sent back.</summary>
    public string? Note { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeTemplateDecision>
    {
        public void Configure(EntityTypeBuilder<NoticeTemplateDecision> builder)
        {
            builder.HasKey(d => d.TemplateId);
            builder.HasOne<NoticeTemplate>().WithOne().HasForeignKey<NoticeTemplateDecision>(d => d.TemplateId);
        }
    }
}

/// <summary>How far a version has come.</summary>
public enum NoticeTemplateState
{
    Draft,

    /// <summary>Waits for a second person.</summary>
    Asked,

    Released,

    SentBack,
}

/// <summary>Questions about templates that several ask.</summary>
public static class NoticeTemplateQueries
{
    /// <summary>The version by which letters are written now; null where none was released.</summary>
    public static Task<NoticeTemplate?> ReleasedTemplateAsync(
        this PortalDbContext db, string kind, string language, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<NoticeTemplate>().AsNoTracking()
            .Where(t => t.Kind == kind && t.Language == language
                && db.Set<NoticeTemplateDecision>().Any(d => d.TemplateId == t.Id && d.IsReleased))
            .OrderByDescending(t => t.Version).FirstOrDefaultAsync(ct);
    }
}
