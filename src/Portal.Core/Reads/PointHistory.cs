using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;

namespace Portal.Core.Reads;

/// <summary>
/// The reads of one service point and the use between them, with the exchanges of its meter: what an estimate rests on
/// and what a technician looks at.
/// </summary>
public sealed class PointHistory
{
    /// <summary>Far enough for a trend: fifteen months before any month, and one read more.</summary>
    private const int Months = 28;

    private readonly IReadOnlyList<MeterExchange> _exchanges;

    private PointHistory(ServicePoint point, IReadOnlyList<MeterRead> reads, IReadOnlyList<MeterExchange> exchanges)
    {
        (Point, Reads, _exchanges) = (point, reads, exchanges);
        Periods = [.. reads.Zip(reads.Skip(1), (from, to) => Between(from.ReadOn, from.Reading, to))];
    }

    public ServicePoint Point { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<MeterRead> Reads { get; }

    /// <summary>Oldest first; one fewer than the reads.</summary>
    public IReadOnlyList<Period> Periods { get; }

    /// <summary>From one read to the next.</summary>
    public sealed record Period(DateOnly From, DateOnly To, MeterUse Use, ReadKind Kind);

    public static async Task<PointHistory> OfAsync(
        PortalDbContext db, Guid servicePointId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var since = today.AddMonths(-Months);
        return new(
            await db.ServicePoints.AsNoTracking().SingleAsync(p => p.Id == servicePointId, ct),
            await db.MeterReads.AsNoTracking().Where(r => r.ServicePointId == servicePointId && r.ReadOn >= since)
                .OrderBy(r => r.ReadOn).ToListAsync(ct),
            await db.Set<MeterExchange>().AsNoTracking().Where(e => e.ServicePointId == servicePointId)
                .OrderBy(e => e.ExchangedOn).ToListAsync(ct));
    }

    /// <summary>The same point as if one of its reads had not been taken.</summary>
    public PointHistory Without(MeterRead? read) =>
        read is null ? this : new(Point, [.. Reads.Where(r => r.Id != read.Id)], _exchanges);

    /// <summary>The last read before a day; null when there is none.</summary>
    public MeterRead? Before(DateOnly day) => Reads.LastOrDefault(r => r.ReadOn < day);

    /// <summary>Estimates in a row right before a day.</summary>
    public int EstimatesBefore(DateOnly day) =>
        Reads.Where(r => r.ReadOn < day).Reverse().TakeWhile(r => r.Kind == ReadKind.Estimated).Count();

    /// <summary>Average of the periods that ended in the year before a day; null when there are none.</summary>
    public decimal? Usual(DateOnly day)
    {
        var uses = Periods.Where(p => p.To < day && p.To >= day.AddDays(-380))
            .Select(p => Math.Max(0m, p.Use.Quantity)).ToList();
        return uses.Count == 0 ? null : uses.Average();
    }

    /// <summary>What a reading on a day would make the period's use; null without a read before it.</summary>
    public MeterUse? UseIf(DateOnly day, decimal reading) => Before(day) is { } previous
        ? MeterUse.Of(Segments(previous.ReadOn, previous.Reading, day, reading), Usual(day))
        : null;

    /// <summary>The reading a use would have led to, at the meter's resolution; null without a read before.</summary>
    public decimal? ReadingFor(DateOnly day, decimal use)
    {
        if (Before(day) is not { } previous) { return null; }

        var segments = Segments(previous.ReadOn, previous.Reading, day, 0m);
        var old = segments.SkipLast(1).Sum(s => MeterUse.Between(s.From, s.To, s.Meter).Quantity);
        var last = segments[^1];
        var steps = Math.Round(
            Math.Max(0m, use - old) / last.Meter.Multiplier, Decimals(), MidpointRounding.AwayFromZero);
        return (last.From + steps) % last.Meter.StartsOverAt;
    }

    /// <summary>Use by month before a day's, newest first, as estimates want it.</summary>
    public IReadOnlyList<decimal?> MonthsBefore(DateOnly day)
    {
        var months = new decimal?[Months];
        foreach (var period in Periods.Where(p => p.To < day))
        {
            var ago = ((day.Year - period.To.Year) * 12) + day.Month - period.To.Month;
            if (ago is >= 1 and <= Months)
            {
                months[ago - 1] = (months[ago - 1] ?? 0m) + Math.Max(0m, period.Use.Quantity);
            }
        }

        return months;
    }

    private Period Between(DateOnly fromOn, decimal from, MeterRead to) =>
        new(fromOn, to.ReadOn, MeterUse.Of(Segments(fromOn, from, to.ReadOn, to.Reading)), to.Kind);

    private List<MeterSegment> Segments(DateOnly fromOn, decimal from, DateOnly toOn, decimal to)
    {
        var segments = new List<MeterSegment>();
        foreach (var exchange in _exchanges.Where(e => e.ExchangedOn > fromOn && e.ExchangedOn <= toOn))
        {
            segments.Add(new(from, exchange.OldReading, new(exchange.OldDials, exchange.OldMultiplier)));
            from = exchange.NewReading;
        }

        var later = _exchanges.FirstOrDefault(e => e.ExchangedOn > toOn);
        segments.Add(new(from, to, later is null
            ? new(Point.MeterDials, Point.MeterMultiplier)
            : new(later.OldDials, later.OldMultiplier)));
        return segments;
    }

    /// <summary>Decimals that the last reads show.</summary>
    private int Decimals() => Reads.TakeLast(6).Select(r => (int)(r.Reading / 1.000000000000000000000000000000m).Scale)
        .DefaultIfEmpty(0).Max();
}
