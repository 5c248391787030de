namespace Portal.Core.Data.Seeds;

/// <summary>
/// When meters are read and bills are issued: four cycles a month, read on the 2nd, 9th, 16th and 23rd, billed three
/// days later, due 21 days after that (Roseville's rule, domain.md §1.6). Everything lies before <see cref="AsOf"/>.
/// </summary>
internal sealed class CityCalendar
{
    internal const int Cycles = 4;
    internal const int DaysToBill = 3;
    internal const int DaysToPay = 21;
    private readonly Period[][] _periods;
    private readonly TimeZoneInfo _zone;

    internal CityCalendar(DateOnly asOf, int months, TimeZoneInfo zone)
    {
        (AsOf, Months, _zone) = (asOf, months, zone);
        _periods = [.. Enumerable.Range(0, Cycles).Select(Periods)];
        var order = _periods.SelectMany(p => p).OrderBy(p => p.IssuedOn).ToList();
        Runs = order;
    }

    internal DateOnly AsOf { get; }

    /// <summary>The city's time zone, by the name that the database knows too.</summary>
    internal string ZoneName => _zone.Id;

    internal int Months { get; }

    /// <summary>Every billing of a cycle, in order of issue.</summary>
    internal IReadOnlyList<Period> Runs { get; }

    /// <summary>The cycle billed last: what it billed is still to be paid.</summary>
    internal int NewestCycle => Runs[^1].Cycle;

    /// <summary>The cycle whose last bills are the oldest: its turn is next.</summary>
    internal int NextCycle => Runs[^Cycles].Cycle;

    internal DateOnly FirstDay => _periods.Min(p => p[0].From);

    internal Period this[int cycle, int month] => _periods[cycle][month];

    /// <summary>A moment of a city day, in UTC.</summary>
    internal DateTimeOffset At(DateOnly day, int hour, int minute = 0, int second = 0)
    {
        var wall = day.ToDateTime(new TimeOnly(hour, minute, second));
        return new DateTimeOffset(wall, _zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    /// <summary>A cycle's code in the tables.</summary>
    internal static string CodeOf(int cycle) => $"C{cycle + 1}";

    internal static int ReadDay(int cycle) => 2 + (7 * cycle);

    private Period[] Periods(int cycle)
    {
        var day = ReadDay(cycle);
        var last = new DateOnly(AsOf.Year, AsOf.Month, day);
        while (last.AddDays(DaysToBill) >= AsOf)
        {
            last = last.AddMonths(-1);
        }

        return [.. Enumerable.Range(0, Months).Select(month =>
        {
            var to = last.AddMonths(month - Months + 1);
            var issued = to.AddDays(DaysToBill);
            return new Period(cycle, month, to.AddMonths(-1), to, issued, issued.AddDays(DaysToPay));
        })];
    }

    /// <summary>One month of one cycle.</summary>
    internal sealed record Period(int Cycle, int Month, DateOnly From, DateOnly To, DateOnly IssuedOn, DateOnly DueOn);
}
