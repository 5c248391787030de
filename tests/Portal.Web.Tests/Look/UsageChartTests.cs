using Portal.Core.Billing;
using Portal.Web.Look;

namespace Portal.Web.Tests.Look;

public sealed class UsageChartTests
{
    [Fact]
    public void A_number_stands_above_its_own_bar_also_beside_a_taller_one()
    {
        var bar = Assert.Single(new UsageChart(
            [new UseMonth(new(2026, 10, 1), Used: 4, "CCF", Estimated: false, UsedYearBefore: 12)], 330).Bars);

        Assert.InRange(bar.ValueMiddle, bar.Left, bar.Left + bar.BarWidth);
        Assert.InRange(bar.ValueHeight, bar.Height, bar.BeforeHeight);
    }
}
