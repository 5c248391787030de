using Portal.Core.Usage;

namespace Portal.Core.Tests.Usage;

/// <summary>Days put together from intervals and bills, and what charts make of them. Nothing is made up.</summary>
public sealed class DailyUseTests
{
    private static readonly DateOnly Day = new(2026, 6, 1);

    [Fact]
    public void A_bill_is_spread_evenly_and_comes_to_what_was_billed()
    {
        var use = Of([], [new(Day, Day.AddDays(30), 7.53m, false)]);

        Assert.Equal(30, use.Days.Count);
        Assert.Equal(7.53m, Math.Round(use.Days.Sum(d => d.Used), 10));
        Assert.All(use.Days, d => Assert.Equal(UseSource.Bill, d.Source));
        Assert.Null(use.On(Day.AddDays(30)));
    }

    [Fact]
    public void Days_with_intervals_are_as_measured_and_the_others_share_what_the_bill_leaves()
    {
        var use = Of([Hours(Day, 0.5m), Hours(Day.AddDays(1), 0.1m)], [new(Day, Day.AddDays(4), 1m, false)]);

        Assert.Equal([0.5m, 0.1m, 0.2m, 0.2m], use.Days.Select(d => d.Used));
        Assert.Equal(
            [UseSource.Intervals, UseSource.Intervals, UseSource.Bill, UseSource.Bill], use.Days.Select(d => d.Source));
    }

    [Fact]
    public void A_day_with_an_hour_missing_is_not_a_measured_day()
    {
        Assert.Null(Of([Hours(Day, 0.5m) with { Count = 23 }], []).On(Day));
        Assert.NotNull(Of([Hours(Day, 0.5m) with { Count = 4, Step = 360 }], []).On(Day));
        Assert.Null(Of([Hours(Day, 0.5m) with { Count = 4, Step = 360 }], []).On(Day)!.Value.Floor);
    }

    [Fact]
    public void A_day_on_which_clocks_change_has_as_many_hours_as_it_has()
    {
        var (spring, fall) = (new DateOnly(2026, 3, 8), new DateOnly(2026, 11, 1));
        int Minutes(DateOnly day) => day == spring ? 1380 : day == fall ? 1500 : 1440;

        var use = DailyUse.Of(
            [Hours(spring, 1m) with { Count = 23 }, Hours(fall, 1m)], [], Minutes);

        Assert.NotNull(use.On(spring));
        Assert.Null(use.On(fall));
    }

    [Fact]
    public void What_is_not_known_is_absent_and_never_zero()
    {
        var use = Of([Hours(Day, 0.5m), Hours(Day.AddDays(2), 0.5m)], []);

        Assert.Null(use.Sum([Day, Day.AddDays(1)]));
        Assert.Equal(1m, use.Sum([Day, Day.AddDays(2)]));
        var rows = UseChartRows.Of(use, UseBy.Day, Day, Day.AddDays(20));
        Assert.Equal(30, rows.Count);
        Assert.Null(rows[1].Used);
        Assert.All(rows, r => Assert.Null(r.UsedBefore));
    }

    [Fact]
    public void A_month_is_set_beside_the_same_days_of_the_year_before_and_no_others()
    {
        var lastYear = Day.AddYears(-1);
        var bills = new List<BilledUse> { new(lastYear, lastYear.AddMonths(1), 30m, false) };
        var use = Of([.. Enumerable.Range(0, 10).Select(d => Hours(Day.AddDays(d), 2m))], bills);

        var row = UseChartRows.Of(use, UseBy.Month, Day, Day.AddDays(10))[^1];

        Assert.Equal((20m, 10m, 10, false), (row.Used, row.UsedBefore, row.DaysKnown, row.IsWhole));
    }

    [Fact]
    public void A_whole_february_of_a_leap_year_is_set_beside_a_whole_february()
    {
        var use = Of([],
        [
            new(new(2027, 2, 1), new(2027, 3, 1), 28m, false), new(new(2028, 2, 1), new(2028, 3, 1), 58m, false),
        ]);

        var row = UseChartRows.Row(use, new(2028, 2, 1), new(2028, 3, 1));

        Assert.Equal((58m, 28m), (Math.Round(row.Used!.Value, 8), Math.Round(row.UsedBefore!.Value, 8)));
    }

    [Fact]
    public void A_year_of_which_a_part_is_known_says_which_part_and_is_set_beside_that()
    {
        var use = Of([], [new(new(2025, 1, 1), new(2026, 3, 1), 424m, false)]);

        var rows = UseChartRows.Of(use, UseBy.Year, Day, new(2026, 3, 1));

        Assert.Equal([2025, 2026], rows.Select(r => r.From.Year));
        Assert.Equal((365, 59), (rows[0].DaysKnown, rows[1].DaysKnown));
        Assert.Null(rows[0].UsedBefore);
        Assert.Equal(Math.Round(rows[1].Used!.Value, 8), Math.Round(rows[1].UsedBefore!.Value, 8));
    }

    [Fact]
    public void The_norm_is_the_middle_of_the_same_weeks_of_earlier_years_and_a_leak_does_not_move_it()
    {
        var lastYear = Day.AddYears(-1);
        var bills = new List<BilledUse> { new(lastYear.AddDays(-14), lastYear.AddDays(15), 29m, false) };
        var leaking = Enumerable.Range(0, 9).Select(d => Hours(lastYear.AddDays(d), 40m));

        Assert.Equal(1m, SeasonalNorm.On(Of([], bills), Day));
        Assert.Null(SeasonalNorm.On(Of([.. leaking], []), Day));
        Assert.Equal(1m, SeasonalNorm.On(Of([.. leaking], [bills[0] with { Used = 29m + (9 * 39m) }]), Day));
        Assert.Null(SeasonalNorm.On(Of([], [bills[0] with { Estimated = true }]), Day));
    }

    private static IntervalDay Hours(DateOnly day, decimal used) => new(day, used, 0m, 60, 24);

    private static DailyUse Of(IReadOnlyList<IntervalDay> days, IReadOnlyList<BilledUse> bills) =>
        DailyUse.Of(days, bills, _ => 1440);
}
