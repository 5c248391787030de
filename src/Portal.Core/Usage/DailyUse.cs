namespace Portal.Core.Usage;

/// <summary>Where the use of a day is known from, the surest first.</summary>
public enum UseSource
{
    /// <summary>The meter sent readings through the whole day.</summary>
    Intervals,

    /// <summary>A bill's use between two actual reads, spread evenly over its days.</summary>
    Bill,

    /// <summary>The same, where one of the two reads was an estimate.</summary>
    Estimate,
}

/// <summary>Use of one day, in the meter's unit.</summary>
/// <param name="Floor">
/// The least that ran through the meter in any interval of it; null where intervals are longer than an hour.
/// </param>
public readonly record struct DayUse(DateOnly Day, decimal Used, UseSource Source, decimal? Floor = null);

/// <summary>A day of intervals as it is kept.</summary>
/// <param name="Least">The least of its intervals.</param>
/// <param name="Step">Minutes of one interval; null where there is only one.</param>
public sealed record IntervalDay(DateOnly Day, decimal Used, decimal Least, int? Step, int Count);

/// <summary>Use between two reads, as it was billed.</summary>
/// <param name="To">Day of the closing read: what was used on it is the next bill's.</param>
public sealed record BilledUse(DateOnly From, DateOnly To, decimal Used, bool Estimated);

/// <summary>
/// What a meter counted day by day, as far as it is known: days whose intervals are all there, and the rest of what a
/// bill counted spread evenly over its other days, so that a billed period always comes to what was billed or to what
/// its intervals say. A day that nothing tells of is absent, never zero.
/// </summary>
public sealed class DailyUse
{
    private const int LongestFloorStep = 60;
    private readonly SortedList<DateOnly, DayUse> _days;

    private DailyUse(SortedList<DateOnly, DayUse> days) => _days = days;

    public static DailyUse None { get; } = new([]);

    /// <summary>Oldest first.</summary>
    public IList<DayUse> Days => _days.Values;

    public DateOnly? First => _days.Count == 0 ? null : _days.Keys[0];

    public DateOnly? Last => _days.Count == 0 ? null : _days.Keys[^1];

    /// <summary>The use of a day; null when it is not known.</summary>
    public DayUse? On(DateOnly day) => _days.TryGetValue(day, out var use) ? use : null;

    /// <summary>Days that are known, from one on and before another.</summary>
    public IEnumerable<DayUse> Between(DateOnly from, DateOnly to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
        {
            if (_days.TryGetValue(day, out var use)) { yield return use; }
        }
    }

    /// <summary>The sum of some days; null unless each of them is known.</summary>
    public decimal? Sum(IEnumerable<DateOnly> days)
    {
        var sum = 0m;
        foreach (var day in days)
        {
            if (!_days.TryGetValue(day, out var use)) { return null; }

            sum += use.Used;
        }

        return sum;
    }

    /// <param name="minutesOf">Minutes that a day of the city has: 1380 or 1500 where its clocks change.</param>
    public static DailyUse Of(
        IEnumerable<IntervalDay> intervals, IEnumerable<BilledUse> bills, Func<DateOnly, int> minutesOf)
    {
        var days = new SortedList<DateOnly, DayUse>();
        foreach (var day in intervals.Where(d => IsWhole(d, minutesOf)))
        {
            var floor = day.Step <= LongestFloorStep ? day.Least : (decimal?)null;
            days[day.Day] = new(day.Day, day.Used, UseSource.Intervals, floor);
        }

        foreach (var bill in bills.OrderBy(b => b.From))
        {
            Spread(days, bill);
        }

        return new(days);
    }

    /// <summary>Every interval of the day is there.</summary>
    private static bool IsWhole(IntervalDay day, Func<DateOnly, int> minutesOf) =>
        day.Count * (day.Step ?? minutesOf(day.Day)) >= minutesOf(day.Day);

    /// <summary>What the days with intervals leave of a bill, evenly on its other days.</summary>
    private static void Spread(SortedList<DateOnly, DayUse> days, BilledUse bill)
    {
        var (left, missing) = (bill.Used, new List<DateOnly>());
        for (var day = bill.From; day < bill.To; day = day.AddDays(1))
        {
            if (days.TryGetValue(day, out var known)) { left -= known.Used; }
            else { missing.Add(day); }
        }

        var each = missing.Count == 0 ? 0m : Math.Max(0m, left) / missing.Count;
        foreach (var day in missing)
        {
            days[day] = new(day, each, bill.Estimated ? UseSource.Estimate : UseSource.Bill);
        }
    }
}
