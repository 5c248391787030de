using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Usage.Files;

/// <summary>Use of some time, as it was measured or billed.</summary>
/// <param name="Source">Estimate where one of the two reads was one.</param>
public sealed record UseReading(DateTimeOffset Start, TimeSpan Length, decimal Used, UseSource Source);

/// <summary>What a file of use holds: the intervals of one meter, and what was billed of it.</summary>
public sealed record UseReadings(
    UseMeter Meter, IReadOnlyList<UseReading> Intervals, IReadOnlyList<UseReading> Billed)
{
    /// <summary>How far back files go: two whole years and the month that goes on.</summary>
    public static DateOnly Since(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddYears(-2);

    /// <summary>Of a meter of an account, oldest first; without the days on which others were served.</summary>
    public static async Task<UseReadings> OfAsync(
        PortalDbContext db, BusinessClock clock, Guid accountId, UseMeter meter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(meter);
        var since = Since(clock.Today);
        var days = await db.Database.SqlQuery<DayRow>($"""
            select d.day as "Day", d.minutes as "Minutes", d.uses as "Uses" from meter_interval_day d
            where d.service_point_id = {meter.ServicePointId} and d.day >= {since} and exists (
              select from service_agreement g
              where g.customer_account_id = {accountId} and g.service_point_id = d.service_point_id
                and g.starts_on <= d.day and (g.ends_on is null or g.ends_on > d.day))
            order by d.day
            """).ToListAsync(ct);
        var bills = await db.Database.SqlQuery<BillRow>($"""
            select r.previous_read_on as "From", r.current_read_on as "To", r.used as "Used",
              r.previous_kind = 'estimated' or r.current_kind = 'estimated' as "Estimated"
            from bill b join bill_read r on r.bill_id = b.id
            where b.customer_account_id = {accountId} and r.service_point_id = {meter.ServicePointId}
              and b.period_to >= {since} and r.current_read_on > r.previous_read_on
              and not exists (select from bill_cancellation c where c.bill_id = b.id)
            order by r.previous_read_on
            """).ToListAsync(ct);
        return new(
            meter,
            [.. days.SelectMany(d => IntervalsOf(d, clock))],
            [
                .. bills.Select(b => new UseReading(
                    clock.StartOf(b.From), clock.StartOf(b.To) - clock.StartOf(b.From), b.Used,
                    b.Estimated ? UseSource.Estimate : UseSource.Bill)),
            ]);
    }

    /// <summary>Minutes count from midnight as they pass.</summary>
    private static IEnumerable<UseReading> IntervalsOf(DayRow day, BusinessClock clock)
    {
        var (start, length) = (clock.StartOf(day.Day), clock.MinutesOf(day.Day));
        var order = Enumerable.Range(0, day.Minutes.Length).OrderBy(i => day.Minutes[i]).ToList();
        var step = order.Zip(order.Skip(1), (a, b) => day.Minutes[b] - day.Minutes[a]).Where(s => s > 0)
            .DefaultIfEmpty(length).Min();
        return order.Select(i => new UseReading(
            start.AddMinutes(day.Minutes[i]), TimeSpan.FromMinutes(step), day.Uses[i], UseSource.Intervals));
    }

    private sealed record DayRow(DateOnly Day, short[] Minutes, decimal[] Uses);

    private sealed record BillRow(DateOnly From, DateOnly To, decimal Used, bool Estimated);
}
