namespace Portal.Core.Billing.Rating;

/// <summary>What becomes of a winter month whose use was estimated or adjusted.</summary>
public enum UncertainUse
{
    /// <summary>It is left out of the average.</summary>
    LeftOut,

    /// <summary>It counts as it stands, after any adjustment.</summary>
    Counted,
}

/// <summary>How a city finds the winter average that its sewer charge holds for a year.</summary>
public sealed record WinterRule
{
    /// <summary>Months of use averaged: 11, 12, 1 in Longview TX.</summary>
    public required IReadOnlyList<int> Months { get; init; }

    /// <summary>Month whose bills first use the new average: 3 in Longview TX.</summary>
    public required int AppliesFrom { get; init; }

    /// <summary>Units for who has no average: 8 kGal in WCID 17 TX; none when absent.</summary>
    public decimal? DefaultUnits { get; init; }

    /// <summary>Dollars instead, for who has no average: 30 in Luling TX.</summary>
    public decimal? DefaultDollars { get; init; }

    /// <summary>Units that an average is at most.</summary>
    public decimal? MostUnits { get; init; }

    /// <summary>Decimals the average is rounded to, a half up; absent, not rounded.</summary>
    public int? Decimals { get; init; }

    /// <summary>Months that must remain for an average to be made; 1 when absent.</summary>
    public int LeastMonths { get; init; } = 1;

    /// <summary>True where a customer who moves within the city keeps the average (Longview TX).</summary>
    public bool MovesAlong { get; init; }

    public UncertainUse Estimated { get; init; }

    public UncertainUse Adjusted { get; init; }
}

/// <summary>Use of one past period, as an average looks at it.</summary>
/// <param name="FromOn">First day.</param>
/// <param name="ToOn">Day of the closing read.</param>
/// <param name="Units">In the schedule's unit, after any adjustment.</param>
public sealed record PastUse(
    DateOnly FromOn, DateOnly ToOn, decimal Units, bool Estimated = false, bool Adjusted = false)
{
    /// <summary>The month it counts to: that of the day in its middle.</summary>
    public DateOnly Month => FromOn.AddDays((ToOn.DayNumber - FromOn.DayNumber) / 2) is var middle
        ? new(middle.Year, middle.Month, 1)
        : FromOn;
}

/// <summary>Where a winter average comes from.</summary>
public enum WinterSource
{
    /// <summary>From the winter's own use.</summary>
    Measured,

    /// <summary>From the customer's last address.</summary>
    MovedAlong,

    /// <summary>The city's default.</summary>
    Default,
}

/// <summary>The units a sewer charge counts every month until the next winter.</summary>
/// <param name="Months">The months behind a measured average.</param>
public sealed record WinterAverage(
    decimal Units, WinterSource Source, IReadOnlyList<WinterMonth>? Months = null)
{
    /// <summary>
    /// The average that holds on a day: of the last winter that was over when the year of averages began, without
    /// months the rule leaves out; else the one that moved along; else the default. Null where none is to be had.
    /// </summary>
    /// <param name="history">Use of the premise by this customer, in any order.</param>
    /// <param name="movedAlong">Average of the customer's last address, if any.</param>
    public static WinterAverage? On(
        DateOnly day, WinterRule rule, IEnumerable<PastUse> history, decimal? movedAlong = null)
    {
        var begins = new DateOnly(day.Month >= rule.AppliesFrom ? day.Year : day.Year - 1, rule.AppliesFrom, 1);
        var window = rule.Months
            .Select(month => new DateOnly(month < begins.Month ? begins.Year : begins.Year - 1, month, 1)).ToHashSet();
        var months = history
            .Where(use => window.Contains(use.Month))
            .Where(use => !use.Estimated || rule.Estimated == UncertainUse.Counted)
            .Where(use => !use.Adjusted || rule.Adjusted == UncertainUse.Counted)
            .GroupBy(use => use.Month, (month, uses) => new WinterMonth(month, uses.Sum(use => use.Units)))
            .OrderBy(month => month.Month)
            .ToList();
        if (months.Count >= Math.Max(1, rule.LeastMonths))
        {
            return new(Limit(rule, months.Average(month => month.Units)), WinterSource.Measured, months);
        }

        return rule.MovesAlong && movedAlong is { } units
            ? new(Limit(rule, units), WinterSource.MovedAlong)
            : Otherwise(rule);
    }

    /// <summary>The city's default, if it has one in units.</summary>
    internal static WinterAverage? Otherwise(WinterRule rule) =>
        rule.DefaultUnits is { } units ? new(units, WinterSource.Default) : null;

    private static decimal Limit(WinterRule rule, decimal average)
    {
        var rounded = rule.Decimals is { } decimals
            ? Math.Round(average, decimals, MidpointRounding.AwayFromZero)
            : average;
        return rule.MostUnits is { } most ? Math.Min(most, rounded) : rounded;
    }
}

/// <summary>One month of a winter average.</summary>
/// <param name="Month">Its first day.</param>
public sealed record WinterMonth(DateOnly Month, decimal Units);
