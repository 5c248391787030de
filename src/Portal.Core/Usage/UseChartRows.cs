namespace Portal.Core.Usage;

/// <summary>What one bar of a chart stands for.</summary>
public enum UseBy
{
    Day,
    Month,
    Year,
}

/// <summary>A day, month or year of use beside the same days a year earlier.</summary>
/// <param name="To">First day after it.</param>
/// <param name="Used">On the days that are known; null when none is.</param>
/// <param name="UsedBefore">
/// On the same days a year earlier, no more and no fewer; null unless every one of them is known.
/// </param>
/// <param name="DaysKnown">Of its days.</param>
/// <param name="Source">The least sure that any of it is known from.</param>
public sealed record UseRow(
    DateOnly From, DateOnly To, decimal? Used, decimal? UsedBefore, int DaysKnown, UseSource? Source)
{
    public int Days => To.DayNumber - From.DayNumber;

    /// <summary>Every day of it is known.</summary>
    public bool IsWhole => DaysKnown == Days;
}

/// <summary>
/// Cuts the days of a meter into what a chart shows. Like is only ever compared with like: a month of which twenty days
/// are known is set beside the same twenty days of the year before.
/// </summary>
public static class UseChartRows
{
    /// <summary>Months that the chart by month shows: this one and the year before it.</summary>
    public const int Months = 13;

    /// <summary>Years that the chart by year shows, and as far back as anything is read.</summary>
    public const int Years = 4;

    /// <summary>The first day that must be read for every row and what it is compared with.</summary>
    public static DateOnly Since(DateOnly today) => new(today.Year - Years, 1, 1);

    /// <summary>Oldest first.</summary>
    /// <param name="month">The month whose days are wanted; ignored for months and years.</param>
    public static IReadOnlyList<UseRow> Of(DailyUse use, UseBy by, DateOnly month, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(use);
        var first = new DateOnly(month.Year, month.Month, 1);
        IEnumerable<(DateOnly From, DateOnly To)> spans = by switch
        {
            UseBy.Day => Enumerable.Range(0, first.AddMonths(1).DayNumber - first.DayNumber)
                .Select(d => (first.AddDays(d), first.AddDays(d + 1))),
            UseBy.Month => Enumerable.Range(0, Months).Select(m => new DateOnly(today.Year, today.Month, 1)
                .AddMonths(m + 1 - Months)).Select(m => (m, m.AddMonths(1))),
            _ => Enumerable.Range(today.Year + 1 - Years, Years).Select(y => (
                new DateOnly(y, 1, 1), new DateOnly(y + 1, 1, 1))),
        };
        return [.. spans.Select(s => Row(use, s.From, s.To)).SkipWhile(r => r.Used is null && by != UseBy.Day)];
    }

    /// <summary>All of some days as one row.</summary>
    public static UseRow Row(DailyUse use, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(use);
        var days = use.Between(from, to).ToList();
        if (days.Count == 0) { return new(from, to, null, null, 0, null); }

        var isWhole = days.Count == to.DayNumber - from.DayNumber;

        // Whole months and years are compared whole, also where one of them has a leap day.
        var before = isWhole && from.Day == 1 && to.Day == 1
            ? use.Sum(Each(from.AddYears(-1), to.AddYears(-1)))
            : days.Exists(d => d.Day is { Month: 2, Day: 29 }) ? null
            : use.Sum(days.Select(d => d.Day.AddYears(-1)));
        return new(from, to, days.Sum(d => d.Used), before, days.Count, days.Max(d => d.Source));
    }

    private static IEnumerable<DateOnly> Each(DateOnly from, DateOnly to) =>
        Enumerable.Range(0, to.DayNumber - from.DayNumber).Select(from.AddDays);
}
