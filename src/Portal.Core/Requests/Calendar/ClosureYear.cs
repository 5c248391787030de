using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Requests.Calendar;

/// <summary>Days of a year on which the office is closed besides its weekdays, who said so, what is missing.</summary>
/// <param name="Known">The last year that has any.</param>
/// <param name="Proposed">Federal holidays to come of this year that are open days so far.</param>
/// <param name="Names">Staff by their names.</param>
public sealed record ClosureYear(
    int Year, IReadOnlyList<OfficeClosure> Closures, IReadOnlyList<OfficeClosure> Removed,
    IReadOnlyList<FederalHolidays.Day> Proposed, int? Known, IReadOnlyDictionary<string, string> Names)
{
    public static async Task<ClosureYear> OfAsync(
        PortalDbContext db, int year, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var all = await db.Set<OfficeClosure>().AsNoTracking().Where(c => c.Day >= first && c.Day <= last)
            .OrderBy(c => c.Day).ToListAsync(ct);
        var closed = all.Where(c => c.RemovedAt is null).ToList();
        return new(
            year, closed, [.. all.Where(c => c.RemovedAt is not null)],
            [.. FederalHolidays.Of(year).Where(h => h.On > today && closed.TrueForAll(c => c.Day != h.On))],
            await LastKnownAsync(db, ct),
            await PrintBatchRecord.NamesAsync(db, all.SelectMany(c => new[] { c.AddedBy, c.RemovedBy }), ct));
    }

    /// <summary>The last year that has a closure; null for an office that never closes.</summary>
    internal static async Task<int?> LastKnownAsync(PortalDbContext db, CancellationToken ct) =>
        (await db.Set<OfficeClosure>().Where(c => c.RemovedAt == null).MaxAsync(c => (DateOnly?)c.Day, ct))?.Year;

    /// <summary>
    /// The first year that needs holidays and has none: this one or the next, so that they are entered before people
    /// are told days in it. Null while there is time.
    /// </summary>
    public static int? Missing(int? known, DateOnly today) =>
        known > today.Year ? null : Math.Max(known ?? 0, today.Year - 1) + 1;
}
