using Portal.Core.Reads;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Validation;

/// <summary>Each rule, on both sides of its threshold.</summary>
public sealed class ValidateReadsTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("10*12", 20, "")]
    [InlineData("10*12", 20.01, "high")]
    [InlineData("4, 10*11", 14.25, "")]
    [InlineData("4, 10*11", 14.26, "high")]
    [InlineData("1*12", 5, "")]
    [InlineData("1*12", 5.01, "high")]
    [InlineData("10*6", 15, "")]
    [InlineData("10*6", 15.01, "high")]
    public async Task High_is_above_last_year_the_average_and_the_floor(string history, double use, string rules) =>
        Assert.Equal(rules, await (await MeteredPoint.WithAsync(city, history, (decimal)use)).RulesAsync());

    [Theory]
    [InlineData(2.5, "")]
    [InlineData(2.49, "low")]
    public async Task Low_is_below_a_quarter_of_last_year(double use, string rules) =>
        Assert.Equal(rules, await (await MeteredPoint.WithAsync(city, "10*12", (decimal)use)).RulesAsync());

    [Theory]
    [InlineData("10*12", "zero")]
    [InlineData("10*11, 0", "zero_again")]
    public async Task Zero_for_one_period_is_to_review_and_for_two_to_visit(string history, string rules) =>
        Assert.Equal(rules, await (await MeteredPoint.WithAsync(city, history, 0m)).RulesAsync());

    [Fact]
    public async Task A_reading_that_runs_backwards_is_negative() =>
        Assert.Equal("negative", await (await MeteredPoint.WithAsync(city, "10*12", -0.01m)).RulesAsync());

    [Theory]
    [InlineData("56.66*12", "negative")]
    [InlineData("56.67*12", "high")]
    [InlineData("", "rollover")]
    public async Task A_meter_near_its_highest_starts_over_within_three_times_the_usual(string history, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, history, null, first: 999_950m - Sum(history));
        await point.ReadAsync(city.Today, 120m);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(1_125, "")]
    [InlineData(1_119, "exchange")]
    public async Task An_exchange_whose_segment_runs_backwards_is_not_hidden_by_the_other(double oldOut, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);
        await ExchangeAsync(point, city.Today.AddDays(-10), (decimal)oldOut, newStart: 3m);
        await point.ReadAsync(city.Today, 8m);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Fact]
    public async Task Sql_and_the_class_agree_on_an_exchange()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);
        await ExchangeAsync(point, city.Today.AddDays(-10), 1_126.25m, newStart: 3.5m);
        await point.ReadAsync(city.Today, 9m);

        var history = await city.ReadAsync(db => PointHistory.OfAsync(db, point.Id, city.Today, default));

        Assert.Equal(11.75m, history.Periods[^1].Use.Quantity);
        Assert.Equal("11.7500", await point.TextAsync($"""
            select point_use('{point.Id}', '{city.Today.AddMonths(-1):O}', 1120, '{city.Today:O}', 9, null)
            """));
    }

    [Theory]
    [InlineData(6, "")]
    [InlineData(5, "duplicate")]
    public async Task Two_unbilled_reads_within_five_days_are_one_too_many(int days, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);
        await point.ReadAsync(city.Today.AddDays(-days), 1_128m);
        await point.ReadAsync(city.Today, 1_131m);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(true, 10, "")]
    [InlineData(false, 0, "")]
    [InlineData(false, 0.01, "inactive_use")]
    public async Task Use_where_nobody_is_served_is_a_matter_for_the_field(bool served, double use, string rules) =>
        Assert.Equal(rules, await (await MeteredPoint.WithAsync(
            city, "10*12", (decimal)use, served: served)).RulesAsync());

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "prolonged_estimate")]
    public async Task A_third_estimate_in_a_row_is_prolonged(int before, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*10", null, readOn: city.Today.AddMonths(-before));
        for (var i = before; i >= 0; i--)
        {
            await point.ReadAsync(city.Today.AddMonths(-i), 1_100m + (10 * (before - i + 1)), "estimated");
        }

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData("CCF", "")]
    [InlineData("kGal", "unit")]
    public async Task A_unit_other_than_was_billed_is_asked_about(string unit, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 10m);
        await point.RunAsync($"update service_point set read_unit = '{unit}' where id = '{point.Id}'");

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(95, "multiplier")]
    [InlineData(105, "multiplier")]
    [InlineData(105.01, "high")]
    [InlineData(1.05, "multiplier")]
    [InlineData(1.06, "low")]
    public async Task Ten_times_the_usual_or_a_tenth_looks_like_a_wrong_multiplier(double use, string rules) =>
        Assert.Equal(rules, await (await MeteredPoint.WithAsync(city, "10*12", (decimal)use)).RulesAsync());

    [Theory]
    [InlineData(10, "")]
    [InlineData(10.6, "interval_sum")]
    public async Task Intervals_of_the_whole_period_make_the_use_of_the_register(double sum, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 10m);
        await IntervalsAsync(point, (decimal)sum, spike: 0m);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(4.01, "interval_spike")]
    public async Task One_interval_twenty_times_the_others_and_above_the_floor_is_a_spike(double spike, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 10m);
        await IntervalsAsync(point, 6m, (decimal)spike, all: false);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(13, -14, "missing")]
    [InlineData(13, -9, "")]
    [InlineData(14, -14, "")]
    public async Task A_read_is_missing_three_days_after_the_cycles_day(int readDay, int lastRead, string rules)
    {
        await using var own = await City.CreateAsync();
        var point = await MeteredPoint.WithAsync(own, "10*12", null, readOn: own.Today.AddDays(lastRead).AddMonths(1));
        await point.RunAsync($"""
            insert into billing_cycle (code, name_en, name_es, read_day) values ('C{readDay}', 'C', 'C', {readDay});
            update customer_account set billing_cycle = 'C{readDay}' where id = '{point.AccountId}'
            """);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Theory]
    [InlineData(-10, "")]
    [InlineData(-10.01, "negative")]
    public async Task A_true_read_below_an_estimate_is_no_fault_as_far_as_the_estimate_explains_it(
        double use, string rules)
    {
        var point = await MeteredPoint.WithAsync(city, "10*11", null, readOn: city.Today.AddMonths(-1));
        await point.ReadAsync(city.Today.AddMonths(-1), 1_120m, "estimated");
        await point.BillAsync(city.Today.AddMonths(-1).AddDays(1));
        await point.ReadAsync(city.Today, 1_120m + (decimal)use);

        Assert.Equal(rules, await point.RulesAsync());
    }

    [Fact]
    public async Task Asked_again_it_finds_the_same_and_clears_what_has_gone()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 30m);
        var first = await point.JudgeAsync();
        var again = await point.JudgeAsync();
        await point.LimitAsync("high_of_last_year", 4m);
        var cleared = await point.JudgeAsync();
        await point.LimitAsync("high_of_last_year", 2m);

        Assert.Equal((1, 0, 0, 1), (first.Added, again.Added, again.Cleared, cleared.Cleared));
        Assert.Equal("high", await point.RulesAsync());
        Assert.Equal("1", await point.TextAsync(
            $"select count(*) from read_exception where service_point_id = '{point.Id}'"));
    }

    private static decimal Sum(string history) => history.Length == 0
        ? 0m
        : decimal.Parse(history.Split('*')[0], System.Globalization.CultureInfo.InvariantCulture) * 12m;

    private static Task ExchangeAsync(MeteredPoint point, DateOnly on, decimal oldOut, decimal newStart) =>
        point.RunAsync(FormattableString.Invariant($"""
            insert into meter_exchange (id, service_point_id, exchanged_on, old_meter_number, old_reading, old_dials,
                old_multiplier, new_meter_number, new_reading, recorded_at, recorded_by)
              values (gen_random_uuid(), '{point.Id}', '{on:O}', 'OLD', {oldOut}, 6, 1, 'NEW', {newStart}, now(), 't')
            """));

    /// <summary>Four intervals a day over the period: all alike but one.</summary>
    private Task IntervalsAsync(MeteredPoint point, decimal sum, decimal spike, bool all = true)
    {
        var (from, to) = (city.Today.AddMonths(-1), city.Today.AddDays(all ? 0 : -1));
        var days = to.DayNumber - from.DayNumber;
        var each = sum / days / 4;
        return point.RunAsync(FormattableString.Invariant($"""
            insert into meter_interval_day (service_point_id, day, minutes, uses)
            select '{point.Id}', '{from:O}'::date + n, array[0, 360, 720, 1080],
              case when n = 3 and {spike} > 0 then array[{each}, {spike}, {each}, {each}]
                else array[{each}, {each}, {each}, {each}] end
            from generate_series(0, {days - 1}) n
            """));
    }
}
