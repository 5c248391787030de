using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;

namespace Portal.Core.Payments.Unidentified;

/// <summary>Money in suspense by age, a page at a time, and how much of it is how old.</summary>
/// <param name="Ages">What is open, by age; of what has ended there are none.</param>
public sealed record SuspenseList(
    IReadOnlyList<SuspenseList.Row> Rows, IReadOnlyList<SuspenseList.Bucket> Ages, int Count, int Page)
{
    /// <summary>Days with which a bucket ends; the last has no end.</summary>
    private static readonly int[] Ends = [7, 30, 90];

    private static readonly SortColumns<SuspenseItem> Columns = new SortColumns<SuspenseItem>(s => s.Id)
        .By("came", s => s.ReceivedAt).By("amount", s => s.Amount).By("from", s => s.PayerName)
        .By("why", s => s.Reason);

    public int Pages => ListPages.Of(Count);

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

    /// <param name="sort">A column, as the address names it; null for the oldest, of ended ones the latest.</param>
    public static async Task<SuspenseList> OfAsync(
        PortalDbContext db, Part part, string? sort, int page, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var all = Of(db, part);
        var count = await all.CountAsync(ct);
        var at = ListPages.At(page, count);
        var ids = await Sorted(all, part, sort).Page(at).Select(s => s.Id).ToArrayAsync(ct);
        return new(
            ListParts.InOrder(ids, await RowsAsync(db, ids, clock, ct), r => r.Item.Id),
            await AgesAsync(db, clock, ct), count, at);
    }

    /// <summary>The same without pages, for a file, a part at a time.</summary>
    public static IAsyncEnumerable<IReadOnlyList<Row>> ForFileAsync(
        PortalDbContext db, Part part, string? sort, BusinessClock clock, CancellationToken ct) =>
        Sorted(Of(db, part), part, sort).Select(s => s.Id)
            .InPartsAsync(ids => RowsAsync(db, ids, clock, ct), r => r.Item.Id, ct);

    private static IQueryable<SuspenseItem> Of(PortalDbContext db, Part part)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ended = db.Set<SuspenseResolution>();
        var all = db.SuspenseItems.AsNoTracking();
        return part switch
        {
            Part.Ended => all.Where(s => ended.Any(r => r.ItemId == s.Id)),
            Part.Unassigned => all.Where(s => !ended.Any(r => r.ItemId == s.Id)
                && !db.Set<SuspenseAssignment>().Any(a => a.ItemId == s.Id)),
            _ => all.Where(s => !ended.Any(r => r.ItemId == s.Id)),
        };
    }

    private static IOrderedQueryable<SuspenseItem> Sorted(IQueryable<SuspenseItem> all, Part part, string? sort) =>
        Columns.Sort(all, sort) ?? Columns.Sort(all, part == Part.Ended ? "-came" : "came")!;

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        PortalDbContext db, Guid[] ids, BusinessClock clock, CancellationToken ct)
    {
        var items = await db.SuspenseItems.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(ct);
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

    /// <summary>Each bucket begins and ends with a city day; sums are made where the rows are.</summary>
    private static async Task<IReadOnlyList<Bucket>> AgesAsync(
        PortalDbContext db, BusinessClock clock, CancellationToken ct)
    {
        var ends = Ends.Select(days => clock.StartOf(clock.Today.AddDays(-days)).UtcDateTime).ToArray();
        var sums = await db.Database.SqlQuery<Sum>($"""
            select coalesce((select count(*) from unnest({ends}) as e(since) where s.received_at < e.since), 0)::integer
              as "At", count(*)::integer as "Count", sum(s.amount_cents)::bigint as "Cents"
            from suspense_item s
            where s.journal_entry_id is not null
              and not exists (select from suspense_resolution r where r.item_id = s.id)
            group by 1
            """).ToDictionaryAsync(s => s.At, ct);
        return
        [
            .. Enumerable.Range(0, Ends.Length + 1).Select(at => new Bucket(
                at == 0 ? 0 : Ends[at - 1] + 1, at < Ends.Length ? Ends[at] : null,
                sums.TryGetValue(at, out var sum) ? sum.Count : 0, new(sum?.Cents ?? 0))),
        ];
    }

    private sealed record Sum(int At, int Count, long Cents);
}
