namespace Portal.Core.Usage;

/// <summary>
/// What a place usually uses in a day of this season: the median of the same weeks of earlier years, so that neither a
/// leak then nor an empty week decides. Its own past only; no weather, no neighbors.
/// </summary>
public static class SeasonalNorm
{
    /// <summary>Days before and after the same day that count.</summary>
    public const int DaysAround = 14;

    /// <summary>Earlier years that count.</summary>
    public const int Years = 3;

    /// <summary>Known days that are enough to speak of a habit.</summary>
    public const int LeastDays = 15;

    /// <summary>Use of a usual day; null where too little is known. Estimates tell of no habit.</summary>
    public static decimal? On(DailyUse use, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(use);
        var days = new List<decimal>();
        for (var year = 1; year <= Years; year++)
        {
            var same = day.AddYears(-year);
            days.AddRange(use.Between(same.AddDays(-DaysAround), same.AddDays(DaysAround + 1))
                .Where(d => d.Source != UseSource.Estimate).Select(d => d.Used));
        }

        return days.Count < LeastDays ? null : Quantile(days, 0.5m);
    }

    /// <summary>The value below which a part of some numbers lies, between the nearest two.</summary>
    internal static decimal Quantile(IEnumerable<decimal> numbers, decimal part)
    {
        var sorted = numbers.Order().ToList();
        var place = (sorted.Count - 1) * part;
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
