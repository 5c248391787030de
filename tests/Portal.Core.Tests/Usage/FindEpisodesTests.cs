using Portal.Core.Usage;
using Portal.Core.Usage.Alerts;

namespace Portal.Core.Tests.Usage;

/// <summary>What is told of, and above all what is not.</summary>
public sealed class FindEpisodesTests
{
    private const decimal Ccf = 748.052m;
    private static readonly DateOnly Today = new(2026, 11, 16);

    [Fact]
    public void Water_that_runs_in_every_hour_of_three_days_may_be_a_leak()
    {
        var use = Quiet(40).Concat(Days(3, 1, used: 3m, floor: 0.05m));

        var leak = FindEpisodes.Leak(Of(use), Today);

        Assert.Equal((Today.AddDays(-3), Today.AddDays(-1), 9m, 0m), (
            leak!.FirstDay, leak.LastDay, leak.Used, leak.Usual));
    }

    [Theory]
    [InlineData(2, 0.05)]
    [InlineData(3, 0)]
    public void Two_days_or_a_pause_are_none(int days, double floor) =>
        Assert.Null(FindEpisodes.Leak(Of(Quiet(40).Concat(Days(days, 1, 3m, (decimal)floor))), Today));

    [Fact]
    public void Where_water_always_runs_it_must_run_twice_as_hard()
    {
        var always = Days(40, 4, used: 5m, floor: 0.10m);

        Assert.Null(FindEpisodes.Leak(Of(always.Concat(Days(3, 1, 6m, 0.20m))), Today));
        Assert.NotNull(FindEpisodes.Leak(Of(always.Concat(Days(3, 1, 9m, 0.21m))), Today));
    }

    [Fact]
    public void A_new_meter_and_old_news_are_not_judged()
    {
        Assert.Null(FindEpisodes.Leak(Of(Days(10, 1, 3m, 0.05m)), Today));
        Assert.Null(FindEpisodes.Leak(Of(Quiet(40).Concat(Days(3, 12, 3m, 0.05m))), Today));
    }

    [Fact]
    public void A_long_leak_that_was_found_goes_on_by_what_was_usual_then()
    {
        var use = Of(Days(80, 1, 3m, 0.05m));

        Assert.Null(FindEpisodes.Leak(use, Today));
        Assert.Equal(60, FindEpisodes.Leak(use, Today, usual: 0m) is { } leak
            ? leak.LastDay.DayNumber - leak.FirstDay.DayNumber + 1
            : 0);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(300, false)]
    public void A_week_is_high_against_the_same_weeks_of_earlier_years(int percent, bool told)
    {
        var use = Year(-1, 0.3m).Concat(Days(7, 1, 0.7m, 0m));

        var high = FindEpisodes.High(Of(use), Today, percent, Ccf);

        Assert.Equal(told, high is not null);
        if (told) { Assert.Equal((4.9m, 0.3m, Today.AddDays(-7)), (high!.Used, high.Usual, high.FirstDay)); }
    }

    [Fact]
    public void Twice_of_next_to_nothing_is_not_worth_a_letter() =>
        Assert.Null(FindEpisodes.High(Of(Year(-1, 0.02m).Concat(Days(7, 1, 0.06m, 0m))), Today, 200, Ccf));

    [Fact]
    public void Without_an_earlier_year_nothing_is_high() =>
        Assert.Null(FindEpisodes.High(Of(Days(60, 8, 0.1m, 0m).Concat(Days(7, 1, 9m, 0m))), Today, 150, Ccf));

    [Fact]
    public void An_estimated_bill_is_not_told_of_and_a_measured_one_is()
    {
        var (from, to) = (Today.AddDays(-33), Today.AddDays(-3));
        DailyUse Billed(bool estimated) => DailyUse.Of(
            [],
            [
                new(from.AddYears(-1).AddDays(-40), to.AddYears(-1).AddDays(40), 22m, false),
                new(from, to, 30m, estimated),
            ],
            _ => 1440);

        Assert.Null(FindEpisodes.High(Billed(true), Today, 200, Ccf));
        Assert.Equal((from, to.AddDays(-1)), FindEpisodes.High(Billed(false), Today, 200, Ccf) is { } high
            ? (high.FirstDay, high.LastDay)
            : default);
    }

    [Fact]
    public void Water_on_a_day_between_leaving_and_coming_back_is_told()
    {
        AwayPeriod Away(int from, int to) => new()
        {
            Id = Guid.Empty, CustomerAccountId = Guid.Empty, FromOn = Today.AddDays(from), ToOn = Today.AddDays(to),
            EnteredAt = default, EnteredBy = "",
        };
        var use = Of(Days(10, 1, 0.1m, 0m));

        Assert.Equal((Today.AddDays(-5), Today.AddDays(-3)), FindEpisodes.Away(use, Today, [Away(-6, -2)], Ccf) is { } e
            ? (e.FirstDay, e.LastDay)
            : default);
        Assert.Null(FindEpisodes.Away(use, Today, [Away(-3, -2)], Ccf));
        Assert.Null(FindEpisodes.Away(Of(Days(10, 1, 0.02m, 0m)), Today, [Away(-6, -2)], Ccf));
        Assert.Null(FindEpisodes.Away(use, Today, [Away(1, 9)], Ccf));
    }

    private static IEnumerable<IntervalDay> Quiet(int days) => Days(days, 4, 0.3m, 0m);

    /// <summary>So many days, the last of them so many days ago.</summary>
    private static IEnumerable<IntervalDay> Days(int days, int endingAgo, decimal used, decimal floor) =>
        Enumerable.Range(0, days).Select(d => new IntervalDay(Today.AddDays(-endingAgo - d), used, floor, 60, 24));

    private static IEnumerable<IntervalDay> Year(int years, decimal used) => Enumerable.Range(-40, 80)
        .Select(d => new IntervalDay(Today.AddYears(years).AddDays(d), used, 0m, 60, 24));

    private static DailyUse Of(IEnumerable<IntervalDay> days) => DailyUse.Of(days, [], _ => 1440);
}
