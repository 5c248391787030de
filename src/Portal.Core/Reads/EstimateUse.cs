namespace Portal.Core.Reads;

/// <summary>How an estimate was come by, in the order in which the methods are tried.</summary>
public enum EstimateMethod
{
    /// <summary>Same month last year, times how the last months compare with the same months a year before.</summary>
    LastYearTimesTrend,

    /// <summary>Average of the last three periods.</summary>
    AverageOfThree,

    /// <summary>Average of the class: all that is left for a new customer.</summary>
    ClassAverage,
}

/// <summary>An estimate of one period's use, in units, to four decimals.</summary>
public sealed record EstimateUse(decimal Quantity, EstimateMethod Method)
{
    /// <summary>Periods that the trend compares, and that the average takes.</summary>
    public const int Recent = 3;

    /// <summary>A trend is believed within these bounds: a leak or an empty month is no trend.</summary>
    public const decimal LeastTrend = 0.5m;

    /// <inheritdoc cref="LeastTrend"/>
    public const decimal MostTrend = 2m;

    /// <summary>Use by month, billed and actual, newest first; index 0 is the month before the one estimated.</summary>
    /// <param name="Before">Use one, two, three … months ago; null where nothing is known.</param>
    /// <param name="ClassAverage">Average of the class in the latest period known; null when there is none.</param>
    public sealed record History(IReadOnlyList<decimal?> Before, decimal? ClassAverage)
    {
        /// <summary>So many months ago; 12 is the same month last year.</summary>
        public decimal? Ago(int months) => months >= 1 && months <= Before.Count ? Before[months - 1] : null;
    }

    /// <summary>The first method for which enough is known; null when nothing at all is.</summary>
    public static EstimateUse? For(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Ago(12) is { } lastYear && Trend(history) is { } trend)
        {
            return new(Kept(lastYear * trend), EstimateMethod.LastYearTimesTrend);
        }

        var recent = Enumerable.Range(1, Recent).Select(history.Ago).OfType<decimal>().ToList();
        return recent.Count == Recent ? new(Kept(recent.Average()), EstimateMethod.AverageOfThree)
            : history.ClassAverage is { } average ? new(Kept(average), EstimateMethod.ClassAverage)
            : null;
    }

    /// <summary>The last three periods over the same three a year before; 1 when last year used nothing.</summary>
    private static decimal? Trend(History history)
    {
        var pairs = Enumerable.Range(1, Recent).Select(m => (Now: history.Ago(m), Then: history.Ago(m + 12))).ToList();
        if (pairs.Any(p => p.Now is null || p.Then is null)) { return null; }

        var then = pairs.Sum(p => p.Then!.Value);
        return then == 0m ? 1m : Math.Clamp(pairs.Sum(p => p.Now!.Value) / then, LeastTrend, MostTrend);
    }

    private static decimal Kept(decimal use) => Math.Round(use, 4, MidpointRounding.AwayFromZero);
}
