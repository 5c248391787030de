using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;

namespace Portal.Core.Billing.Rates;

/// <summary>One schedule, or the settings, with the versions that matter today.</summary>
/// <param name="InForce">The released version that holds today.</param>
/// <param name="Coming">The next one that is released and does not hold yet.</param>
/// <param name="Draft">The draft, if there is one.</param>
public sealed record RateShelf(
    string Code, RateSchedule? Schedule, RateVersion? InForce, RateVersion? Coming, RateVersion? Draft);

/// <summary>What somebody did to a version.</summary>
/// <param name="Who">Name of a member of staff; null for the portal itself.</param>
public sealed record RateHistoryRow(DateTimeOffset At, string? Who, RateAct Act);

/// <summary>The questions that the pages of rates ask.</summary>
public static class RateList
{
    /// <summary>Every schedule, by service and class; the settings last.</summary>
    public static async Task<IReadOnlyList<RateShelf>> OnAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var versions = await db.RateVersions.AsNoTracking().Where(v => v.State != RateState.Discarded)
            .OrderByDescending(v => v.EffectiveOn).ThenByDescending(v => v.Version).ToListAsync(ct);
        return
        [
            .. versions.GroupBy(v => v.Code).Select(same => new RateShelf(
                    same.Key,
                    same.First().Read().Schedules is [var schedule, ..] ? schedule : null,
                    same.FirstOrDefault(v => v.State == RateState.Released && v.EffectiveOn <= today),
                    same.LastOrDefault(v => v.State == RateState.Released && v.EffectiveOn > today),
                    same.FirstOrDefault(v => v.State == RateState.Draft)))
                .OrderBy(s => s.Schedule is null).ThenBy(s => s.Schedule?.Service, StringComparer.Ordinal)
                .ThenBy(s => s.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>The released version of the same schedule that the given one follows; null for the first.</summary>
    public static Task<RateVersion?> BeforeAsync(PortalDbContext db, RateVersion version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(version);
        return db.RateVersions.AsNoTracking()
            .Where(v => v.Code == version.Code && v.State == RateState.Released && v.Version < version.Version)
            .OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct);
    }

    /// <summary>All versions of a schedule that were not discarded, newest first.</summary>
    public static Task<List<RateVersion>> VersionsAsync(PortalDbContext db, string code, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.RateVersions.AsNoTracking().Where(v => v.Code == code && v.State != RateState.Discarded)
            .OrderByDescending(v => v.Version).ToListAsync(ct);
    }

    /// <summary>Drafts that wait for release.</summary>
    public static Task<List<RateVersion>> DraftsAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.RateVersions.AsNoTracking().Where(v => v.State == RateState.Draft).OrderBy(v => v.Code)
            .ToListAsync(ct);
    }

    /// <summary>What was done to a version, newest first.</summary>
    public static async Task<IReadOnlyList<RateHistoryRow>> HistoryAsync(
        PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.RateChanges.AsNoTracking().Where(c => c.RateScheduleId == id)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .Select(c => new { c.At, c.Actor, c.Act }).ToListAsync(ct);
        var ids = rows.Select(r => IdOf(r.Actor)).OfType<Guid>().ToArray();
        var names = await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        return
        [
            .. rows.Select(r => new RateHistoryRow(
                r.At, IdOf(r.Actor) is { } user ? names.GetValueOrDefault(user) : null, r.Act)),
        ];
    }

    private static Guid? IdOf(string actor) =>
        actor.Split(':') is ["staff", var id] && Guid.TryParse(id, out var user) ? user : null;
}
