using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// A version of the pack that the city goes by, as JSON. It holds from <see cref="EffectiveOn"/> on once a second
/// person has released it. Never changed: a newer version replaces it, and what began under one ends under it.
/// </summary>
public sealed class PackVersion
{
    public required Guid Id { get; init; }

    /// <summary>The pack's own code.</summary>
    public required string Code { get; init; }

    public required DateOnly EffectiveOn { get; init; }

    public required string Document { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PackVersion>
    {
        public void Configure(EntityTypeBuilder<PackVersion> builder) =>
            builder.Property(p => p.Document).HasColumnType("jsonb");
    }
}

/// <summary>A version let into force by someone other than its writer.</summary>
public sealed class PackRelease
{
    public required Guid PackId { get; init; }

    public required string ReleasedBy { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PackRelease>
    {
        public void Configure(EntityTypeBuilder<PackRelease> builder)
        {
            builder.HasKey(r => r.PackId);
            builder.HasOne<PackVersion>().WithOne().HasForeignKey<PackRelease>(x => x.PackId);
        }
    }
}

/// <summary>Which pack holds on a day.</summary>
public static class PackShelf
{
    /// <summary>The version in force on a day; null when none was ever released.</summary>
    public static Task<PackVersion?> PackOnAsync(this PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from version in db.Set<PackVersion>().AsNoTracking()
            join release in db.Set<PackRelease>() on version.Id equals release.PackId
            where version.EffectiveOn <= day
            orderby version.EffectiveOn descending, release.ReleasedAt descending
            select version).FirstOrDefaultAsync(ct);
    }

    /// <summary>The newest version that nobody released; null when there is none.</summary>
    public static async Task<PackVersion?> PackDraftAsync(this PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var newest = await db.Set<PackVersion>().AsNoTracking()
            .OrderByDescending(p => p.MadeAt).ThenByDescending(p => p.Id).FirstOrDefaultAsync(ct);
        return newest is not null && !await db.Set<PackRelease>().AnyAsync(r => r.PackId == newest.Id, ct)
            ? newest
            : null;
    }

    /// <summary>Released versions as values, by their ids.</summary>
    public static async Task<Dictionary<Guid, RulePack>> PacksAsync(this PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = await (
            from version in db.Set<PackVersion>().AsNoTracking()
            join release in db.Set<PackRelease>() on version.Id equals release.PackId
            select new { version.Id, version.Document }).ToListAsync(ct);
        return all.ToDictionary(p => p.Id, p => RulePack.Read(p.Document));
    }
}
