using Portal.Core.Money;
using Portal.Core.SecurityDeposits;

namespace Portal.Core.Tests.SecurityDeposits;

public sealed class DepositRulesTests
{
    private static readonly DateOnly Start = new(2025, 1, 1);

    [Theory]
    [InlineData(150_00, 400, 3_29)]
    [InlineData(150_00, 365, 3_00)]
    [InlineData(150_00, 1, 1)]
    [InlineData(150_00, 0, 0)]
    [InlineData(0, 400, 0)]
    public void Interest_is_simple_by_days_of_365(long cents, int days, long expected) =>
        Assert.Equal(new Usd(expected), Rules(2m).InterestOn(new Usd(cents), Start, Start.AddDays(days)));

    [Fact]
    public void Each_rate_counts_for_its_days_and_the_sum_is_rounded_once()
    {
        var rules = Rules(2m) with
        {
            Interest = [new(new(2000, 1, 1), 2m), new(Start.AddDays(100), 1m), new(Start.AddDays(200), 0m)],
        };

        // 150.00 × (2 % × 100 + 1 % × 100) ÷ 365 = 1.2328...
        Assert.Equal(new Usd(1_23), rules.InterestOn(new Usd(150_00), Start, Start.AddDays(400)));
    }

    [Fact]
    public void A_city_without_rates_pays_none() =>
        Assert.Equal(
            Usd.Zero, (Rules(2m) with { Interest = [] }).InterestOn(new Usd(150_00), Start, Start.AddYears(9)));

    private static DepositRules Rules(decimal percent) => new()
    {
        Fund = "510",
        ReturnLimitCents = 25_000,
        Classes = [],
        Interest = [new(new(2000, 1, 1), percent)],
    };
}
