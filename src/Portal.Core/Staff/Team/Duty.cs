using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Team;

/// <summary>Two duties that are kept apart (practice.md §3.2), as the city's database has them.</summary>
public sealed class Duty
{
    /// <summary>Names it in words and refusals.</summary>
    public required string Word { get; init; }

    /// <summary>Its place in the matrix.</summary>
    public required int No { get; init; }

    /// <summary>A permission of <see cref="Can"/>.</summary>
    public required string One { get; init; }

    /// <summary>Another; null where whole sorts are meant.</summary>
    public string? Other { get; init; }

    /// <summary>Words of sorts of permissions: reads, money, works, people.</summary>
    public string[]? OtherSorts { get; init; }

    public required DutyApart Apart { get; init; }

    /// <summary>The rule of the database that keeps it.</summary>
    public required string KeptBy { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Why { get; init; }

    /// <summary>The permissions that do not go together with <see cref="One"/>.</summary>
    public IReadOnlyList<string> Others =>
        Other is { } single ? [single] : [.. (OtherSorts ?? []).SelectMany(OfSort)];

    /// <summary>True when somebody who holds these holds both.</summary>
    public bool IsHeldBy(IReadOnlyList<string> permissions) =>
        permissions.Contains(One) && Others.Any(permissions.Contains);

    /// <summary>Every pair, in the order of the matrix.</summary>
    public static async Task<IReadOnlyList<Duty>> AllAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<Duty>().AsNoTracking().OrderBy(d => d.No).ToListAsync(ct);
    }

    /// <summary>Why nobody holds these roles together (ck_staff_member_duties); null when they may.</summary>
    public static Refusal? WhyNot(IEnumerable<Duty> all, IEnumerable<StaffRole> roles)
    {
        var held = StaffRoles.HeldBy(roles);
        return all.Where(d => d.Apart == DutyApart.Never && d.IsHeldBy(held))
            .Select(d => new Refusal($"Duty_{d.Word}")).FirstOrDefault();
    }

    private static IReadOnlyList<string> OfSort(string sort) => sort switch
    {
        "money" => Can.Money,
        "works" => Can.Working,
        "people" => Can.OverPeople,
        "reads" => Can.Reading,
        _ => throw new InvalidOperationException($"No permission is of the sort {sort}."),
    };

    internal sealed class Table : IEntityTypeConfiguration<Duty>
    {
        public void Configure(EntityTypeBuilder<Duty> builder)
        {
            builder.HasKey(d => d.Word);
            builder.Ignore(d => d.Others);
        }
    }
}

/// <summary>How two duties are kept apart.</summary>
public enum DutyApart
{
    /// <summary>One person does not hold both.</summary>
    Never,

    /// <summary>One person does not do both to one thing.</summary>
    OneItem,
}
