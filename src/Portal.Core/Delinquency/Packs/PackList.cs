using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Data;

namespace Portal.Core.Delinquency.Packs;

/// <summary>The versions of the pack as the office sees them.</summary>
public static class PackList
{
    private const int Shown = 50;

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<Row>> LatestAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (inForce, draft) = ((await db.PackOnAsync(today, ct))?.Id, (await db.PackDraftAsync(ct))?.Id);
        var found = await (
            from version in db.Set<PackVersion>().AsNoTracking()
            join release in db.Set<PackRelease>() on version.Id equals release.PackId into releases
            from released in releases.DefaultIfEmpty()
            orderby version.MadeAt descending
            select new { version, released }).Take(Shown).ToListAsync(ct);
        var names = await StaffNames.OfAsync(
            db, found.SelectMany(f => new[] { f.version.MadeBy, f.released?.ReleasedBy ?? "" }), [], ct);
        return
        [
            .. found.Select(f => new Row(
                f.version, StateOf(f.version, f.released, inForce, draft, today), names.Of(f.version.MadeBy),
                f.released is null ? null : names.Of(f.released.ReleasedBy))),
        ];
    }

    private static PackState StateOf(
        PackVersion version, PackRelease? release, Guid? inForce, Guid? draft, DateOnly today) =>
        version.Id == inForce ? PackState.InForce
        : release is not null ? version.EffectiveOn > today ? PackState.Released : PackState.Over
        : version.Id == draft ? PackState.Draft
        : PackState.Replaced;

    /// <param name="ReleasedBy">Null while nobody did.</param>
    public sealed record Row(PackVersion Version, PackState State, string MadeBy, string? ReleasedBy);
}

/// <summary>Where a version of the pack is.</summary>
public enum PackState
{
    Draft,

    /// <summary>A newer draft was written before anybody released it.</summary>
    Replaced,

    /// <summary>It holds from a day to come.</summary>
    Released,
    InForce,

    /// <summary>A later one holds; what began under it ends under it.</summary>
    Over,
}
