using Portal.Core.Reads;

namespace Portal.Core.Tests.Reads;

/// <summary>The three methods of estimating, in their order.</summary>
public sealed class EstimateUseTests
{
    [Fact]
    public void Same_month_last_year_times_the_trend_comes_first()
    {
        var use = EstimateUse.For(Year([8m, 9m, 10m], lastYear: 12m, yearBefore: [4m, 9m, 5m]));

        Assert.Equal(new EstimateUse(18m, EstimateMethod.LastYearTimesTrend), use);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(100, 2)]
    public void A_trend_is_believed_between_half_and_double(int now, double trend)
    {
        var use = EstimateUse.For(Year([now, now, now], lastYear: 10m, yearBefore: [10m, 10m, 10m]));

        Assert.Equal(10m * (decimal)trend, use!.Quantity);
    }

    [Fact]
    public void A_year_before_without_use_is_no_trend() => Assert.Equal(
        new EstimateUse(12m, EstimateMethod.LastYearTimesTrend),
        EstimateUse.For(Year([8m, 9m, 10m], lastYear: 12m, yearBefore: [0m, 0m, 0m])));

    [Fact]
    public void Without_last_year_it_is_the_average_of_the_last_three() => Assert.Equal(
        new EstimateUse(9.3333m, EstimateMethod.AverageOfThree),
        EstimateUse.For(new([8m, 9m, 11m, 500m], ClassAverage: 1m)));

    [Fact]
    public void With_a_gap_in_the_last_three_it_is_the_average_of_the_class() => Assert.Equal(
        new EstimateUse(6.5m, EstimateMethod.ClassAverage), EstimateUse.For(new([8m, null, 11m], ClassAverage: 6.5m)));

    [Fact]
    public void When_nothing_is_known_nothing_is_estimated() => Assert.Null(EstimateUse.For(new([], null)));

    private static EstimateUse.History Year(decimal?[] recent, decimal lastYear, decimal?[] yearBefore)
    {
        var before = new decimal?[15];
        recent.CopyTo(before, 0);
        before[11] = lastYear;
        yearBefore.CopyTo(before, 12);
        return new(before, ClassAverage: 1m);
    }
}
