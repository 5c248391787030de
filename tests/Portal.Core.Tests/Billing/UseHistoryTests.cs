using Portal.Core.Billing;
using Xunit;

namespace Portal.Core.Tests.Billing;

public sealed class UseHistoryTests
{
    [Fact]
    public void Thirteen_months_are_shown_each_beside_the_year_before()
    {
        var history = UseHistory.From([.. Months(from: new(2024, 11, 15), count: 24)]);

        Assert.Equal(UseHistory.MonthsShown, history.Months.Count);
        Assert.Equal(23m, history.Latest!.Used);
        Assert.Equal(11m, history.Latest.LastYear);
        Assert.Equal(12m, history.Latest.AgainstLastYear);
    }

    [Fact]
    public void A_reading_day_that_wandered_is_still_the_year_before()
    {
        var history = UseHistory.From(
            [Month(new(2025, 11, 3), 7m), Month(new(2026, 11, 15), 10m)]);

        Assert.Equal(7m, history.Latest!.LastYear);
    }

    [Fact]
    public void Nothing_is_compared_with_a_month_that_was_not_billed()
    {
        var history = UseHistory.From([Month(new(2025, 10, 1), 7m), Month(new(2026, 11, 15), 10m)]);

        Assert.Null(history.Latest!.LastYear);
        Assert.Null(history.Latest.AgainstLastYear);
    }

    [Fact]
    public void Two_meters_on_one_bill_add_up()
    {
        var bill = Guid.NewGuid();
        var row = Month(new(2026, 11, 15), 4m) with { BillId = bill };

        var history = UseHistory.From(
            [row, row with { Used = 3m, CurrentKind = ReadKind.Estimated }]);

        Assert.Equal(7m, history.Latest!.Used);
        Assert.True(history.Latest.IsEstimated);
    }

    [Theory]
    [InlineData(1, 750)]
    [InlineData(10, 7480)]
    [InlineData(0, 0)]
    public void Gallons_are_said_to_the_nearest_ten(decimal ccf, long gallons) =>
        Assert.Equal(gallons, UseHistory.Gallons(ccf));

    private static IEnumerable<UseHistory.Row> Months(DateOnly from, int count) =>
        Enumerable.Range(0, count).Select(i => Month(from.AddMonths(i + 1), i));

    private static UseHistory.Row Month(DateOnly to, decimal used) =>
        new(Guid.NewGuid(), Guid.NewGuid(), to.AddMonths(-1), to, used, "CCF", ReadKind.Actual);
}
