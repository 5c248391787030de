using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Staff.Team;

/// <summary>Somebody was let in, given another role, suspended or let back in. Append-only.</summary>
public sealed class StaffChange
{
    /// <summary>The operation id of the form.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required StaffChangeKind Kind { get; init; }

    public required string Role { get; init; }

    public string[] Also { get; init; } = [];

    /// <summary>Null for who was invited.</summary>
    public string? WasRole { get; init; }

    public string[]? WasAlso { get; init; }

    public required string Why { get; init; }

    /// <summary>Waits for <see cref="StaffChangeLook"/>; until then nothing is given.</summary>
    public required bool NeedsLook { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<StaffChange>
    {
        public void Configure(EntityTypeBuilder<StaffChange> builder) =>
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => x.UserId);
    }
}

/// <summary>What can happen to somebody's rights.</summary>
public enum StaffChangeKind
{
    Invited,
    Role,
    Suspended,
    Restored,
}

/// <summary>What the second person said to a change that gives much. Append-only.</summary>
public sealed class StaffChangeLook
{
    public required Guid ChangeId { get; init; }

    public required bool Agreed { get; init; }

    /// <summary>Why; needed to refuse.</summary>
    public required string Note { get; init; }

    public required string LookedBy { get; init; }

    public required DateTimeOffset LookedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<StaffChangeLook>
    {
        public void Configure(EntityTypeBuilder<StaffChangeLook> builder)
        {
            builder.HasKey(l => l.ChangeId);
            builder.HasOne<StaffChange>().WithOne().HasForeignKey<StaffChangeLook>(x => x.ChangeId);
        }
    }
}
