using Portal.Core.Money;

namespace Portal.Core.Usage;

/// <summary>
/// What the next bill will probably charge, with the range it should fall in, and what it was reckoned from. New
/// charges only: what is owed already is not in it.
/// </summary>
/// <param name="To">Day of the closing read: itself not billed.</param>
/// <param name="Low">As on the least of the days it is reckoned from; <paramref name="High"/> as on the most.</param>
public sealed record BillForecast(
    DateOnly From, DateOnly To, DateOnly BillOn, Usd Low, Usd Likely, Usd High,
    IReadOnlyList<MeterForecast> Meters)
{
    /// <summary>Every meter has been read for the bill, so its use is no longer a guess.</summary>
    public bool IsRead => Meters.Count > 0 && Meters.All(m => m.IsRead);
}

/// <summary>What one meter will probably have counted.</summary>
/// <param name="SoFar">Counted on <paramref name="DaysKnown"/> days of the period.</param>
/// <param name="Samples">Earlier stretches of days that the rest was reckoned from.</param>
public sealed record MeterForecast(
    string Number, string Unit, decimal SoFar, int DaysKnown, int Days, decimal Low, decimal Likely, decimal High,
    int Samples)
{
    /// <summary>The read that closes the period is there.</summary>
    public bool IsRead { get; init; }
}

/// <summary>
/// How much a meter will count in a period: what it has counted so far, and for the days that are left the use of a day
/// in comparable stretches of its own past: the same days of earlier years, and the months just before. The median
/// of them is the likely use, the least and the most of them are the range. Pure.
/// </summary>
public static class ForecastUse
{
    /// <summary>Stretches without which nothing is said.</summary>
    public const int LeastSamples = 3;

    private const int MonthsBefore = 3;

    /// <summary>Part of a stretch that must be known.</summary>
    private const decimal LeastKnown = 0.8m;

    /// <param name="from">Day of the opening read.</param>
    /// <param name="to">Day of the closing read.</param>
    /// <returns>Null where the past tells too little.</returns>
    public static MeterForecast? Of(DailyUse use, string number, string unit, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(use);
        var known = use.Between(from, to).ToList();
        var soFar = known.Sum(d => d.Used);
        var (days, left) = (to.DayNumber - from.DayNumber, to.DayNumber - from.DayNumber - known.Count);
        if (left == 0)
        {
            return new(number, unit, Kept(soFar), days, days, Kept(soFar), Kept(soFar), Kept(soFar), 0);
        }

        var begins = known.Count == 0 ? from : known[^1].Day.AddDays(1);
        begins = begins < to ? begins : from;
        var samples = Samples(use, from, begins, to).ToList();
        return samples.Count < LeastSamples
            ? null
            : new(
                number, unit, Kept(soFar), known.Count, days, Kept(soFar + (samples.Min() * left)),
                Kept(soFar + (SeasonalNorm.Quantile(samples, 0.5m) * left)), Kept(soFar + (samples.Max() * left)),
                samples.Count);
    }

    /// <summary>Use of a day in each comparable stretch.</summary>
    private static IEnumerable<decimal> Samples(DailyUse use, DateOnly from, DateOnly begins, DateOnly to)
    {
        for (var year = 1; year <= SeasonalNorm.Years; year++)
        {
            if (EachDay(use, begins.AddYears(-year), to.AddYears(-year)) is { } same) { yield return same; }
        }

        for (var month = 0; month < MonthsBefore; month++)
        {
            if (EachDay(use, from.AddMonths(-month - 1), from.AddMonths(-month)) is { } before)
            {
                yield return before;
            }
        }
    }

    private static decimal? EachDay(DailyUse use, DateOnly from, DateOnly to)
    {
        var days = use.Between(from, to).Where(d => d.Source != UseSource.Estimate).ToList();
        return days.Count == 0 || days.Count < (to.DayNumber - from.DayNumber) * LeastKnown
            ? null
            : days.Average(d => d.Used);
    }

    private static decimal Kept(decimal use) => Math.Round(use, 2, MidpointRounding.AwayFromZero);
}
