using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Usage;

/// <summary>
/// Reads what meters counted day by day, of one or of many in two queries. Days on which somebody else was served by
/// a meter are theirs and are not read.
/// </summary>
public static class LoadUse
{
    /// <summary>Some days, both counted.</summary>
    public readonly record struct Span(DateOnly From, DateOnly To);

    /// <summary>Of one meter of an account, from a day on.</summary>
    public static async Task<DailyUse> OfAsync(
        PortalDbContext db, BusinessClock clock, Guid accountId, Guid servicePointId, DateOnly since,
        CancellationToken ct) =>
        (await RunAsync(db, clock, [(servicePointId, accountId)], [new(since, clock.Today)], ct))[servicePointId];

    /// <param name="meters">Service points, each with the account that asks.</param>
    /// <param name="spans">Days whose intervals are read; bills are read since the first of them.</param>
    /// <returns>By service point; each that was asked for is there.</returns>
    public static async Task<IReadOnlyDictionary<Guid, DailyUse>> RunAsync(
        PortalDbContext db, BusinessClock clock, IReadOnlyCollection<(Guid Point, Guid Account)> meters,
        IReadOnlyCollection<Span> spans, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var (points, accounts) = (meters.Select(m => m.Point).ToArray(), meters.Select(m => m.Account).ToArray());
        var (from, to) = (spans.Select(s => s.From).ToArray(), spans.Select(s => s.To).ToArray());
        var days = await db.Database.SqlQuery<DayRow>($"""
            select d.service_point_id as "Point", d.day as "Day", u.used as "Used", u.least as "Least",
              u.step as "Step", cardinality(d.uses) as "Count"
            from unnest({points}, {accounts}) as wanted (point, account)
            cross join unnest({from}, {to}) as span (first, last)
            join meter_interval_day d
              on d.service_point_id = wanted.point and d.day between span.first and span.last
            cross join lateral (
              select sum(t.used) as used, min(t.used) as least, min(t.minute - t.before)::int as step
              from (
                select x.used, x.minute, lag(x.minute) over (order by x.minute) as before
                from unnest(d.minutes, d.uses) as x (minute, used)) t) u
            where exists (
              select from service_agreement g
              where g.customer_account_id = wanted.account and g.service_point_id = d.service_point_id
                and g.starts_on <= d.day and (g.ends_on is null or g.ends_on > d.day))
            """).ToListAsync(ct);
        var since = from.Min();
        var bills = await db.Database.SqlQuery<BillRow>($"""
            select r.service_point_id as "Point", r.previous_read_on as "From", r.current_read_on as "To",
              r.used as "Used", r.previous_kind = 'estimated' or r.current_kind = 'estimated' as "Estimated"
            from unnest({points}, {accounts}) as wanted (point, account)
            join bill b on b.customer_account_id = wanted.account and b.period_to >= {since}
              and not exists (select from bill_cancellation c where c.bill_id = b.id)
            join bill_read r on r.bill_id = b.id and r.service_point_id = wanted.point
            """).ToListAsync(ct);
        var (byPoint, billsOf) = (days.DistinctBy(d => (d.Point, d.Day)).ToLookup(d => d.Point),
            bills.ToLookup(b => b.Point));
        return points.Distinct().ToDictionary(point => point, point => DailyUse.Of(
            byPoint[point].Select(d => new IntervalDay(d.Day, d.Used, d.Least, d.Step, d.Count)),
            billsOf[point].Select(b => new BilledUse(b.From, b.To, b.Used, b.Estimated)),
            clock.MinutesOf));
    }

    /// <summary>Minutes that a day of the city has.</summary>
    internal static int MinutesOf(this BusinessClock clock, DateOnly day) =>
        (int)(clock.StartOf(day.AddDays(1)) - clock.StartOf(day)).TotalMinutes;

    private sealed record DayRow(Guid Point, DateOnly Day, decimal Used, decimal Least, int? Step, int Count);

    private sealed record BillRow(Guid Point, DateOnly From, DateOnly To, decimal Used, bool Estimated);
}
