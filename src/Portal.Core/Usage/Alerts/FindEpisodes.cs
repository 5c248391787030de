namespace Portal.Core.Usage.Alerts;

/// <summary>A run of days that is worth telling.</summary>
/// <param name="Used">In all of it.</param>
/// <param name="Usual">As <see cref="UseAlert.Usual"/>.</param>
public sealed record UseEpisode(
    UseAlertKind Kind, DateOnly FirstDay, DateOnly LastDay, decimal Used, decimal Usual);

/// <summary>
/// Looks for what a customer should know in what their meter counted. Pure. Silent where too little is known: a wrong
/// alarm costs more trust than a missing one.
/// </summary>
public static class FindEpisodes
{
    /// <summary>Days without a pause that make a leak.</summary>
    public const int LeakDays = 3;

    /// <summary>The week that is compared, and the days of it that must be known.</summary>
    public const int WeekDays = 7;

    /// <inheritdoc cref="WeekDays"/>
    public const int LeastWeekDays = 5;

    /// <summary>Gallons of a week below which more than usual is not worth a letter.</summary>
    public const decimal LeastGallonsMore = 500m;

    /// <summary>Gallons of a day that plants, an icemaker or a softener may use in an empty house.</summary>
    public const decimal EmptyHouseGallons = 20m;

    /// <summary>Days before today after which the latest known day is too old to speak of.</summary>
    public const int Freshness = 10;

    /// <summary>Days before the run that tell which least flow is usual, and how many must be known.</summary>
    public const int DaysBefore = 60;

    /// <inheritdoc cref="DaysBefore"/>
    public const int LeastDaysBefore = 14;

    /// <summary>A flow this many times the usual least flow is no longer the usual one.</summary>
    private const decimal TimesUsualFloor = 2m;

    private const int LongestRun = 60;

    /// <summary>
    /// Water ran in every hour of the last days. Where it always does (a hospital, a big house), it must run twice as
    /// hard as it usually does at least.
    /// </summary>
    /// <param name="usual">Of a leak that was found before: what was usual then.</param>
    public static UseEpisode? Leak(DailyUse use, DateOnly today, decimal? usual = null)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (LatestOf(use, today, d => d.Floor is not null) is not { } last) { return null; }

        if (usual is null)
        {
            var before = use.Between(last.AddDays(-DaysBefore), last.AddDays(1 - LeakDays))
                .Where(d => d.Floor is not null).Select(d => d.Floor!.Value).ToList();
            if (before.Count < LeastDaysBefore) { return null; }

            usual = SeasonalNorm.Quantile(before, 0.25m);
        }

        var run = Run(use, last, d => d.Floor is { } floor && floor > usual.Value * TimesUsualFloor);
        return run.Count < LeakDays ? null : Episode(UseAlertKind.Leak, run, usual.Value);
    }

    /// <summary>The last week, against the same weeks of earlier years.</summary>
    /// <param name="percent">Of the usual use, from which on it is high.</param>
    /// <param name="gallons">Gallons in one unit of the meter.</param>
    public static UseEpisode? High(DailyUse use, DateOnly today, int percent, decimal gallons)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (LatestOf(use, today, IsMeasured) is not { } last) { return null; }

        var week = use.Between(last.AddDays(1 - WeekDays), last.AddDays(1)).Where(IsMeasured).ToList();
        var norms = week.Select(d => SeasonalNorm.On(use, d.Day)).ToList();
        if (week.Count < LeastWeekDays || norms.Contains(null)) { return null; }

        var (used, usual) = (week.Sum(d => d.Used), norms.Sum(n => n!.Value));
        if (used * 100m < usual * percent || (used - usual) * gallons < LeastGallonsMore) { return null; }

        var run = Run(use, last, d => IsMeasured(d) && SeasonalNorm.On(use, d.Day) is { } norm
            && d.Used * 100m >= norm * percent);
        return Episode(UseAlertKind.HighUse, run.Count > week.Count ? run : week, usual / week.Count);
    }

    /// <summary>More than an empty house needs, on a day between leaving and coming back.</summary>
    public static UseEpisode? Away(
        DailyUse use, DateOnly today, IEnumerable<AwayPeriod> periods, decimal gallons)
    {
        ArgumentNullException.ThrowIfNull(use);
        var empty = EmptyHouseGallons / gallons;
        var used = (
            from period in periods
            where period.EndedAt is null && period.ToOn >= today.AddDays(-Freshness)
            from day in use.Between(period.FromOn.AddDays(1), period.ToOn)
            where day.Source == UseSource.Intervals && day.Used > empty
            orderby day.Day
            select day).ToList();
        return used.Count == 0 || used[^1].Day < today.AddDays(-Freshness)
            ? null
            : Episode(UseAlertKind.AwayUse, used, empty);
    }

    private static bool IsMeasured(DayUse day) => day.Source != UseSource.Estimate;

    private static DateOnly? LatestOf(DailyUse use, DateOnly today, Func<DayUse, bool> counts)
    {
        var latest = use.Between(today.AddDays(-Freshness), today).Where(counts).ToList();
        return latest.Count == 0 ? null : latest[^1].Day;
    }

    /// <summary>The days without a gap up to the last that are so, oldest first.</summary>
    private static List<DayUse> Run(DailyUse use, DateOnly last, Func<DayUse, bool> isSo)
    {
        var run = new List<DayUse>();
        for (var day = last; run.Count < LongestRun && use.On(day) is { } on && isSo(on); day = day.AddDays(-1))
        {
            run.Insert(0, on);
        }

        return run;
    }

    private static UseEpisode Episode(UseAlertKind kind, List<DayUse> days, decimal usual) => new(
        kind, days[0].Day, days[^1].Day, Math.Round(days.Sum(d => d.Used), 4), Math.Round(usual, 4));
}
