using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Reads;

namespace Portal.Core.Tests.Reads;

/// <summary>Two readings become use: plain, past the highest reading, over an exchange of the meter.</summary>
public sealed class MeterUseTests
{
    [Theory]
    [InlineData(4, 9_987, 23, 36)]
    [InlineData(6, 999_950, 120, 170)]
    public void A_meter_past_its_highest_reading_starts_over(int dials, int previous, int current, int used)
    {
        var use = MeterUse.Between(previous, current, new(dials), usual: used);

        Assert.Equal(new MeterUse(used, RolledOver: true), use);
    }

    [Theory]
    [InlineData("9987", "23", "12", true)]
    [InlineData("9987", "23", "11.9999", false)]
    [InlineData("9000", "500", "500", true)]
    [InlineData("8999.9999", "0", "10000", false)]
    public void Only_near_the_highest_and_within_three_times_the_usual(
        string previous, string current, string usual, bool over)
    {
        var use = MeterUse.Between(D(previous), D(current), new(4), D(usual));

        Assert.Equal(over, use.RolledOver);
        Assert.Equal(over ? 10_000m - D(previous) + D(current) : D(current) - D(previous), use.Quantity);
    }

    [Theory]
    [InlineData("9987", "23", true)]
    [InlineData("9987", "1000", true)]
    [InlineData("9987", "1000.0001", false)]
    public void Without_a_usual_use_it_is_doubtful_and_only_just_past_the_highest(
        string previous, string current, bool over) =>
        Assert.Equal((over, over), Pair(MeterUse.Between(D(previous), D(current), new(4))));

    [Fact]
    public void A_meter_that_never_starts_over_runs_backwards() =>
        Assert.Equal(-9_964m, MeterUse.Between(9_987, 23, new(null), 36).Quantity);

    [Fact]
    public void The_multiplier_counts_and_nothing_is_rounded() =>
        Assert.Equal(1.234m, MeterUse.Between(1.2345m, 1.3579m, new(6, 10m)).Quantity);

    [Fact]
    public void An_exchange_sums_old_out_less_old_start_and_new_current_less_new_start()
    {
        var use = MeterUse.Of([new(1_200m, 1_207.5m, new(4)), new(3m, 8.25m, new(6, 10m))]);

        Assert.Equal(7.5m + 52.5m, use.Quantity);
    }

    [Fact]
    public void A_segment_that_runs_backwards_is_not_hidden_by_another() =>
        Assert.Equal(-10m, MeterUse.Of([new(110m, 100m, new(4)), new(0m, 500m, new(4))]).Quantity);

    [Fact]
    public void A_rollover_on_the_old_meter_is_seen_in_the_sum() =>
        Assert.Equal(
            new MeterUse(41m, RolledOver: true), MeterUse.Of([new(9_987m, 23m, new(4)), new(0m, 5m, new(4))], 30m));

    [Fact]
    public void However_a_period_is_split_the_sum_is_the_same() => Prop.ForAll<int[]>(steps =>
    {
        var readings = steps.Aggregate(new List<decimal> { 0m }, (list, step) =>
        {
            list.Add(list[^1] + (Math.Abs((decimal)step) % 10_000m / 100m));
            return list;
        });
        var pieces = readings.Zip(readings.Skip(1)).Sum(p => MeterUse.Between(p.First, p.Second, new(9)).Quantity);

        return pieces == MeterUse.Between(readings[0], readings[^1], new(9)).Quantity;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_low_actual_read_gives_back_the_estimates_latest_first()
    {
        var (may, june) = (new DateOnly(2026, 5, 1), new DateOnly(2026, 6, 1));

        var answer = TrueUpEstimates.From(
            -9m, [new(may, june, 7m), new(june, june.AddMonths(1), 6m)]);

        Assert.Equal(0m, answer.Used);
        Assert.Equal([new(june, june.AddMonths(1), -6m), new(may, june, -3m)], answer.Corrections);
        Assert.Equal(0m, answer.Unexplained);
    }

    [Theory]
    [InlineData("5", "5", "0")]
    [InlineData("0", "0", "0")]
    [InlineData("-7.0001", "0", "-0.0001")]
    public void What_no_estimate_explains_stays_unexplained(string use, string used, string unexplained)
    {
        var answer = TrueUpEstimates.From(D(use), [new(new(2026, 5, 1), new(2026, 6, 1), 7m)]);

        Assert.Equal((D(used), D(unexplained)), (answer.Used, answer.Unexplained));
    }

    private static (bool, bool) Pair(MeterUse use) => (use.RolledOver, use.IsDoubtful);

    private static decimal D(string number) =>
        decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
}
