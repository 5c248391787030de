using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Requests.Desk;

/// <summary>What a word of the office's lists was before, and who changed it. Append-only.</summary>
public sealed class OfficeWordChange
{
    /// <summary>The form's operation id.</summary>
    public required Guid Id { get; init; }

    public required WordList List { get; init; }

    public required string Code { get; init; }

    /// <summary>Null when it was added.</summary>
    public string? WasNameEn { get; init; }

    public string? WasNameEs { get; init; }

    public required bool WasRetired { get; init; }

    public required string NameEn { get; init; }

    public required string NameEs { get; init; }

    public required bool IsRetired { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string ChangedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<OfficeWordChange>
    {
        public void Configure(EntityTypeBuilder<OfficeWordChange> builder) => builder.HasKey(c => c.Id);
    }
}

/// <summary>Lists of words that are the office's to keep.</summary>
public enum WordList
{
    /// <summary>What one may ask about.</summary>
    Topic,

    /// <summary>Why a request ended.</summary>
    CloseCause,

    /// <summary>What a caller is asked to show who they are.</summary>
    CallerQuestion,

    /// <summary>Where a request can wait.</summary>
    Department,
}

/// <summary>A word as the office keeps it.</summary>
public interface IOfficeWord
{
    string Code { get; }

    string NameEn { get; set; }

    string NameEs { get; set; }

    int Sort { get; }

    /// <summary>Set when it is offered no more; what was said with it keeps it.</summary>
    DateTimeOffset? RetiredAt { get; set; }
}
