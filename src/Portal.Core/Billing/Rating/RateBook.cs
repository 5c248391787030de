namespace Portal.Core.Billing.Rating;

/// <summary>Every version of every schedule a city has, and its settings; arranged once for fast look-up.</summary>
public sealed class RateBook(
    IReadOnlyList<RateSchedule> schedules, IReadOnlyList<BillingSettings>? settings = null)
{
    public const string AnyClass = "any";

    private readonly Dictionary<(string Service, string Class), RateSchedule[]> _newestFirst = schedules
        .GroupBy(s => (s.Service, s.CustomerClass))
        .ToDictionary(
            same => same.Key,
            same => same.OrderByDescending(s => s.EffectiveOn).ThenByDescending(s => s.Version).ToArray());

    private readonly BillingSettings[] _settings =
        [.. (settings ?? []).OrderByDescending(s => s.EffectiveOn).ThenByDescending(s => s.Version)];

    public IReadOnlyList<RateSchedule> Schedules => schedules;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<BillingSettings> Settings => _settings;

    /// <summary>
    /// The version that holds on a day: the class's own schedule before the one for any class. Null when the city
    /// has none.
    /// </summary>
    public RateSchedule? On(DateOnly day, string service, string customerClass) =>
        Newest(day, service, customerClass) ?? Newest(day, service, AnyClass);

    /// <summary>The city's settings on a day; the usual ones where it has none.</summary>
    public BillingSettings SettingsOn(DateOnly day) =>
        Array.Find(_settings, s => s.EffectiveOn <= day) ?? BillingSettings.Usual;

    /// <summary>
    /// A use under the version or versions that price its period, by the city's policy on the day of the bill: one
    /// use, or under <see cref="VersionChange.ProratedByDays"/> one for each version with the days it holds. Empty
    /// where the city has no schedule.
    /// </summary>
    /// <param name="use">Its schedule names the service; its settings are replaced by the city's.</param>
    public IReadOnlyList<RatedUse> Across(RatedUse use, string customerClass, DateOnly billedOn)
    {
        var city = SettingsOn(billedOn);
        var whole = use with { Settings = city };
        var service = use.Schedule.Service;
        if (city.VersionChange != VersionChange.ProratedByDays || use.FromOn >= use.ToOn)
        {
            var day = city.VersionChange == VersionChange.BillDate ? billedOn : use.ToOn;
            return On(day, service, customerClass) is { } one ? [whole with { Schedule = one }] : [];
        }

        var parts = Versions(use.FromOn, use.ToOn, service, customerClass);
        return parts.Count == 1
            ? [whole with { Schedule = parts[0].Schedule }]
            : [.. parts.Select(part => whole with { Schedule = part.Schedule, Days = part.Days })];
    }

    private List<(RateSchedule Schedule, DaysOf Days)> Versions(
        DateOnly from, DateOnly to, string service, string customerClass)
    {
        var found = new List<(RateSchedule Schedule, DaysOf Days)>();
        var days = Of(service, customerClass).Concat(Of(service, AnyClass))
            .Select(s => s.EffectiveOn).Where(day => day > from && day < to).Append(from).Distinct().Order();
        foreach (var day in days)
        {
            // Before the first version there is none: the first one prices those days too.
            var schedule = On(day, service, customerClass);
            if (schedule is null || (found.Count > 0 && ReferenceEquals(found[^1].Schedule, schedule)))
            {
                continue;
            }

            var begins = found.Count == 0 ? from : day;
            if (found.Count > 0)
            {
                found[^1] = (found[^1].Schedule, found[^1].Days with { ToOn = day });
            }

            found.Add((schedule, new(begins, to)));
        }

        return found;
    }

    private RateSchedule? Newest(DateOnly day, string service, string customerClass) =>
        Array.Find(Of(service, customerClass), s => s.EffectiveOn <= day);

    private RateSchedule[] Of(string service, string customerClass) =>
        _newestFirst.GetValueOrDefault((service, customerClass), []);
}

/// <summary>The days of a period that one version of a schedule prices.</summary>
/// <param name="ToOn">First day it does not price.</param>
public sealed record DaysOf(DateOnly FromOn, DateOnly ToOn)
{
    public int Count => ToOn.DayNumber - FromOn.DayNumber;
}
