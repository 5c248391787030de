using Portal.Core.Billing.Budget;
using Portal.Core.Money;

namespace Portal.Core.Tests.Billing.Budget;

public sealed class BudgetPlanTests
{
    private static readonly BudgetRules Rules = new();

    /// <summary>Golden Valley Electric (GVEA), worked: 135.00 + 4.00, and 48 + 190 − 139 gathers.</summary>
    [Fact]
    public void A_rolling_bill_is_a_twelfth_of_the_year_and_of_what_has_gathered()
    {
        var before = Begin(BudgetKind.Rolling, 130_00) with { Gathered = new(48_00) };
        Assert.Equal(new Usd(1_430_00), before.Actuals.TakeLast(11).Sum());

        var (asked, after) = before.Bill(new(190_00));

        Assert.Equal((new Usd(139_00), new Usd(99_00)), (asked, after.Gathered));
    }

    [Theory]
    [InlineData(BudgetKind.FixedTwelfth, 0, 100_00)]
    [InlineData(BudgetKind.FixedTwelfth, 0.05, 105_00)]
    [InlineData(BudgetKind.FixedEleventh, 0, 109_09)]
    [InlineData(BudgetKind.Reviewed, 0, 100_00)]
    public void The_amount_comes_from_last_years_total(BudgetKind kind, double margin, long cents)
    {
        var plan = BudgetPlan.Begin(kind, Rules with { Margin = (decimal)margin }, Months(100_00));

        Assert.Equal(new Usd(cents), plan.Bill(new(37_00)).Asked);
    }

    [Theory]
    [InlineData(BudgetKind.FixedTwelfth, 90_00, -20_00)]
    [InlineData(BudgetKind.FixedTwelfth, 120_00, 340_00)]
    [InlineData(BudgetKind.FixedEleventh, 100_00, 1)]
    public void The_twelfth_bill_settles(BudgetKind kind, long actual, long last)
    {
        var (plan, asked) = Run(Begin(kind, 100_00), Months(actual));

        Assert.Equal((new Usd(last), Usd.Zero), (asked[^1], plan.Gathered));
    }

    [Theory]
    [InlineData(115_00, 100_00)]
    [InlineData(115_01, 122_52)]
    [InlineData(84_99, 77_49)]
    [InlineData(85_00, 100_00)]
    public void A_review_sets_the_amount_anew_beyond_15_percent(long actual, long after)
    {
        var (plan, _) = Run(Begin(BudgetKind.Reviewed, 100_00), [.. Months(actual).Take(4)]);

        // What has gathered in four months is asked for in the eight that are left.
        Assert.Equal(new Usd(after), plan.Amount);
    }

    [Theory]
    [InlineData(99_17, 100_00, -9_96, 98_34)]
    [InlineData(99_16, 89_92, 0, 99_16)]
    [InlineData(101_00, 100_00, 12_00, 102_00)]
    public void At_the_years_end_a_surplus_of_ten_dollars_is_given_back_and_a_deficit_spread(
        long actual, long last, long gathered, long next)
    {
        var (plan, asked) = Run(Begin(BudgetKind.Reviewed, 100_00), Months(actual));

        Assert.Equal(
            (new Usd(last), new Usd(gathered), new Usd(next)), (asked[^1], plan.Gathered, plan.Amount));
    }

    /// <summary>Ten thousand plans of every kind: nothing is ever lost between the two balances.</summary>
    [Fact]
    public void What_was_asked_and_what_has_gathered_is_what_was_earned_and_leaving_settles()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 10_000; round++)
        {
            var rules = Rules with { Margin = round % 2 * 0.05m };
            var plan = BudgetPlan.Begin(
                (BudgetKind)(round % 4), rules, [.. Enumerable.Range(0, 12).Select(_ => new Usd(random.Next(500_00)))]);
            var bills = random.Next(40);
            var (earned, asked) = (Usd.Zero, Usd.Zero);
            for (var bill = 1; bill <= bills; bill++)
            {
                var actual = new Usd(random.Next(900_00));
                var (part, after) = plan.Bill(actual);
                (earned, asked, plan) = (earned + actual, asked + part, after);

                Assert.Equal(earned, asked + plan.Gathered);
                if (plan.Kind is BudgetKind.FixedTwelfth or BudgetKind.FixedEleventh && bill % 12 == 0)
                {
                    Assert.Equal(Usd.Zero, plan.Gathered);
                }
            }

            var last = new Usd(random.Next(900_00));
            Assert.Equal(earned + last, asked + plan.Leave(last));
        }
    }

    /// <summary>Steady use ends where it should: the amount is the use, and nothing gathers without bound.</summary>
    [Theory]
    [InlineData(BudgetKind.Rolling)]
    [InlineData(BudgetKind.Reviewed)]
    public void With_steady_use_the_amount_comes_to_it(BudgetKind kind)
    {
        var (plan, _) = Run(Begin(kind, 60_00), [.. Enumerable.Repeat(new Usd(100_00), 240)]);

        Assert.InRange(plan.Amount.Cents, 99_90, 100_10);
        Assert.InRange(plan.Gathered.Cents, -12_00, 12_00);
    }

    private static BudgetPlan Begin(BudgetKind kind, long each) => BudgetPlan.Begin(kind, Rules, Months(each));

    private static Usd[] Months(long cents) => [.. Enumerable.Repeat(new Usd(cents), 12)];

    private static (BudgetPlan Plan, List<Usd> Asked) Run(BudgetPlan plan, IReadOnlyList<Usd> actuals)
    {
        var asked = new List<Usd>();
        foreach (var actual in actuals)
        {
            var (part, after) = plan.Bill(actual);
            asked.Add(part);
            plan = after;
        }

        return (plan, asked);
    }
}
