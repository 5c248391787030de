using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Unidentified;

/// <summary>Money in suspense by age, a page at a time, and how much of it is how old.</summary>
/// <param name="Ages">What is open, by age; of what has ended there are none.</param>
public sealed record SuspenseList(
    IReadOnlyList<SuspenseList.Row> Rows, IReadOnlyList<SuspenseList.Bucket> Ages, int Count, int Page)
{
    public const int RowsPerPage = 25;

    public const int MostExported = 5000;

    /// <summary>Days with which a bucket ends; the last has no end.</summary>
    private static readonly int[] Ends = [7, 30, 90];

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Days">Since it was received.</param>
    /// <param name="Owner">Who looks for its owner; null for nobody.</param>
    public sealed record Row(SuspenseItem Item, int Days, string? Owner, SuspenseEnd? End);

    /// <param name="From">Days, from.</param>
    /// <param name="To">Days, up to; null for no end.</param>
    public sealed record Bucket(int From, int? To, int Count, Usd Amount);

    /// <summary>Which part of it.</summary>
    public enum Part
    {
        Open,

        /// <summary>Open, and nobody looks for its owner.</summary>
        Unassigned,

        Ended,
    }

    public static async Task<SuspenseList> OfAsync(
        PortalDbContext db, Part part, int page, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var all = Of(db, part);
        var count = await all.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        return new(
            await RowsAsync(db, all, (at - 1) * RowsPerPage, RowsPerPage, clock, ct), await AgesAsync(db, clock, ct),
            count, at);
    }

    /// <summary>The same without pages, for a file.</summary>
    public static Task<IReadOnlyList<Row>> AllAsync(
        PortalDbContext db, Part part, BusinessClock clock, CancellationToken ct) =>
        RowsAsync(db, Of(db, part), 0, MostExported, clock, ct);

    private static IOrderedQueryable<SuspenseItem> Of(PortalDbContext db, Part part)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ended = db.Set<SuspenseResolution>();
        var all = db.SuspenseItems.AsNoTracking();
        return part switch
        {
            Part.Ended => all.Where(s => ended.Any(r => r.ItemId == s.Id))
                .OrderByDescending(s => s.ReceivedAt).ThenBy(s => s.Id),
            Part.Unassigned => all.Where(s => !ended.Any(r => r.ItemId == s.Id)
                && !db.Set<SuspenseAssignment>().Any(a => a.ItemId == s.Id)).OrderBy(s => s.ReceivedAt)
                .ThenBy(s => s.Id),
            _ => all.Where(s => !ended.Any(r => r.ItemId == s.Id)).OrderBy(s => s.ReceivedAt).ThenBy(s => s.Id),
        };
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        PortalDbContext db, IOrderedQueryable<SuspenseItem> sorted, int skip, int take, BusinessClock clock,
        CancellationToken ct)
    {
        var items = await sorted.Skip(skip).Take(take).ToListAsync(ct);
        var ids = items.Select(i => i.Id).ToList();
        var owners = (await (
            from assignment in db.Set<SuspenseAssignment>()
            join user in db.Users on assignment.AssignedTo equals user.Id
            where ids.Contains(assignment.ItemId)
            orderby assignment.AssignedAt, assignment.Id
            select new { assignment.ItemId, user.DisplayName }).ToListAsync(ct))
            .GroupBy(a => a.ItemId).ToDictionary(g => g.Key, g => g.Last().DisplayName);
        var ends = await db.Set<SuspenseResolution>().Where(r => ids.Contains(r.ItemId))
            .ToDictionaryAsync(r => r.ItemId, r => r.Kind, ct);
        return
        [
            .. items.Select(i => new Row(
                i, clock.Today.DayNumber - clock.DayOf(i.ReceivedAt).DayNumber, owners.GetValueOrDefault(i.Id),
                ends.TryGetValue(i.Id, out var end) ? end : null)),
        ];
    }

    private static async Task<IReadOnlyList<Bucket>> AgesAsync(
        PortalDbContext db, BusinessClock clock, CancellationToken ct)
    {
        var open = await Of(db, Part.Open).Where(s => s.JournalEntryId != null)
            .Select(s => new { s.ReceivedAt, s.Amount }).ToListAsync(ct);
        var aged = open.Select(s => (Days: clock.Today.DayNumber - clock.DayOf(s.ReceivedAt).DayNumber, s.Amount))
            .ToList();
        return
        [
            .. Enumerable.Range(0, Ends.Length + 1).Select(at =>
            {
                var (from, to) = (at == 0 ? 0 : Ends[at - 1] + 1, at < Ends.Length ? Ends[at] : (int?)null);
                var these = aged.Where(s => s.Days >= from && s.Days <= (to ?? int.MaxValue)).ToList();
                return new Bucket(from, to, these.Count, these.Select(s => s.Amount).Sum());
            }),
        ];
    }
}
