using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing;

public sealed class ChangeCausesTests
{
    private static readonly TierPart[] OldTiers = [Tier(0, 7, 1.00m), Tier(7, 13, 2.00m), Tier(13, null, 4.00m)];
    private static readonly TierPart[] NewTiers = [Tier(0, 7, 1.50m), Tier(7, 13, 2.50m), Tier(13, null, 4.50m)];

    [Fact]
    public void More_use_at_the_same_rates_is_all_use()
    {
        var causes = Compare(Water(10m, OldTiers, version: 1), Water(6m, OldTiers, version: 1));

        var cause = Assert.Single(causes);
        Assert.Equal((ChangeKind.Use, UtilityService.Water), (cause.Kind, cause.Service));
        Assert.Equal(new UseChange(10m, 6m, 31, 31, "CCF"), cause.Used);
        Assert.Equal(new Usd(700), cause.Amount);
    }

    [Theory]
    [InlineData(10, 6, 300, 900)]
    [InlineData(6, 10, 300, -700)]
    [InlineData(9, 9, 450, 0)]
    public void Rates_are_what_differs_at_equal_use(int now, int before, long rates, long use)
    {
        var causes = Compare(Water(now, NewTiers, version: 2), Water(before, OldTiers, version: 1));

        Assert.Equal(new Usd(rates), AmountOf(causes, ChangeKind.Rates));
        Assert.Equal(new Usd(use), AmountOf(causes, ChangeKind.Use));
    }

    [Fact]
    public void More_days_at_the_same_use_a_day_are_all_days()
    {
        var causes = Compare(
            Water(12m, OldTiers, version: 1), Water(9m, OldTiers, version: 1), days: 40, daysBefore: 30);

        var cause = Assert.Single(causes);
        Assert.Equal((ChangeKind.Days, new Usd(6_00)), (cause.Kind, cause.Amount));
    }

    [Fact]
    public void Days_and_use_and_rates_stand_side_by_side()
    {
        var causes = Compare(
            Water(20m, NewTiers, version: 2), Water(9m, OldTiers, version: 1), days: 40, daysBefore: 30);

        // 9 CCF: $11.00, at the new rates $15.50; 12 CCF in as many more days: $23.00; 20 CCF: $57.00.
        Assert.Equal(new Usd(4_50), AmountOf(causes, ChangeKind.Rates));
        Assert.Equal(new Usd(7_50), AmountOf(causes, ChangeKind.Days));
        Assert.Equal(new Usd(34_00), AmountOf(causes, ChangeKind.Use));
    }

    [Fact]
    public void Beside_an_estimate_a_difference_of_use_is_called_that()
    {
        var (real, guess) = (Water(10m, OldTiers, 1), Estimated(Water(6m, OldTiers, 1)));

        Assert.Equal(ChangeKind.CorrectsEstimate, Assert.Single(Compare(real, guess)).Kind);
        Assert.Equal(ChangeKind.Estimated, Assert.Single(Compare(guess, real)).Kind);
    }

    [Fact]
    public void More_use_with_signs_of_a_leak_says_so_and_less_use_does_not()
    {
        var (more, less) = (Water(10m, OldTiers, 1), Water(6m, OldTiers, 1));

        var (here, elsewhere) = (new LeakingMeter(default, UtilityService.Water), new LeakingMeter(
            Guid.NewGuid(), UtilityService.Water));

        Assert.Equal(ChangeKind.Leak, Assert.Single(ChangeCauses.Between([more], [less], [here])).Kind);
        Assert.Equal(ChangeKind.Use, Assert.Single(ChangeCauses.Between([less], [more], [here])).Kind);
        Assert.Equal(ChangeKind.Use, Assert.Single(ChangeCauses.Between([more], [less], [elsewhere])).Kind);
        Assert.Equal(ChangeKind.Use, Assert.Single(ChangeCauses.Between(
            [more], [less], [here with { Service = UtilityService.Irrigation }])).Kind);
    }

    [Fact]
    public void A_discount_that_ends_is_a_cause_of_its_own()
    {
        var full = Water(10m, OldTiers, 1);
        var off = full with
        {
            Amount = full.Amount - new Usd(3_00),
            Explanation = full.Explanation with
            {
                Discounts = [new("senior", null, null, 3_00, new(FundingSource.GeneralFund, "510", "4010"))],
            },
        };

        Assert.Equal((ChangeKind.Discount, new Usd(3_00)), Assert.Single(Compare(full, off)) is var c
            ? (c.Kind, c.Amount)
            : default);
    }

    [Fact]
    public void A_winter_average_is_not_called_use()
    {
        BillStatementLine Sewer(decimal units) => Line(
            "sewer", "uniform", ChargeKind.Service, (long)(units * 500m), quantity: units) with
        {
            Explanation = Line("sewer", "uniform", ChargeKind.Service, 0, quantity: units).Explanation with
            {
                Rate = 5m,
                Winter = new(units, WinterSource.Measured),
            },
        };

        Assert.Equal(ChangeKind.WinterAverage, Assert.Single(Compare(Sewer(6m), Sewer(5m))).Kind);
    }

    [Fact]
    public void Rates_that_changed_within_a_bill_are_rates_and_the_rest_is_use()
    {
        BillStatementLine Half(decimal used, TierPart[] tiers, int version, int from, int to) =>
            Water(used, [.. tiers.Select(t => t with { From = t.From / 2, To = t.To / 2 })], version) is var line
                ? line with
                {
                    Explanation = line.Explanation with
                    {
                        FromOn = new(2026, 10, from),
                        ToOn = new(2026, 10, to),
                        OfDays = 30,
                    },
                }
                : null!;
        var before = Water(8m, OldTiers, 1);
        var now = new[] { Half(5m, OldTiers, 1, 1, 16), Half(5m, NewTiers, 2, 16, 31) };

        var causes = ChangeCauses.Between(now, [before]);

        Assert.Equal(
            now.Select(l => l.Amount).Sum() - before.Amount, causes.Select(c => c.Amount).Sum());
        Assert.Contains(causes, c => c.Kind == ChangeKind.Rates);
        Assert.Equal((10m, 8m), causes.Single(c => c.Kind == ChangeKind.Use).Used is { } used
            ? (used.Now, used.Before)
            : default);
    }

    [Fact]
    public void Causes_always_add_up_to_the_difference()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 2_000; round++)
        {
            var now = Random(random);
            var before = Random(random);

            var causes = ChangeCauses.Between(
                now, before, random.Next(2) == 0 ? [new(default, UtilityService.Water)] : []);

            Assert.Equal(
                now.Select(l => l.Amount).Sum() - before.Select(l => l.Amount).Sum(),
                causes.Select(c => c.Amount).Sum());
            Assert.All(causes.Where(c => c.Used is not null), c => Assert.NotNull(c.Service));
        }
    }

    private static List<BillStatementLine> Random(Random random)
    {
        var version = random.Next(1, 3);
        var days = random.Next(20, 40);
        var water = Water(random.Next(0, 3000) / 100m, version == 1 ? OldTiers : NewTiers, version);
        if (random.Next(4) == 0) { water = Estimated(water); }
        if (random.Next(4) == 0)
        {
            var off = random.Next(0, (int)water.Amount.Cents + 1);
            water = water with
            {
                Amount = water.Amount - new Usd(off),
                Explanation = water.Explanation with
                {
                    Discounts = [new("senior", null, null, off, new(FundingSource.GeneralFund, "510", "4010"))],
                },
            };
        }

        var lines = new List<BillStatementLine> { water };
        if (random.Next(2) == 0) { lines.Add(Line("late", "flat", ChargeKind.Penalty, random.Next(1, 900))); }
        if (random.Next(2) == 0)
        {
            lines.Add(Line("carts", "flat", ChargeKind.Service, random.Next(1, 9000), version));
        }

        if (random.Next(2) == 0) { lines.Add(Line("tax", "percent", ChargeKind.Tax, random.Next(1, 900))); }
        if (random.Next(3) == 0) { lines.Add(Water(random.Next(0, 30), OldTiers, 1)); }
        return lines.ConvertAll(l => OfDays(l, days));
    }

    private static BillStatementLine Estimated(BillStatementLine line) => line with
    {
        Explanation = line.Explanation with
        {
            Read = new("M-1", 0m, line.Explanation.FromOn, line.Explanation.Quantity, line.Explanation.ToOn, true),
        },
    };

    private static BillStatementLine OfDays(BillStatementLine line, int days) => line with
    {
        Explanation = line.Explanation with { ToOn = line.Explanation.FromOn.AddDays(days) },
    };

    private static IReadOnlyList<ChangeCause> Compare(
        BillStatementLine now, BillStatementLine before, int days, int daysBefore) =>
        Compare(OfDays(now, days), OfDays(before, daysBefore));

    private static IReadOnlyList<ChangeCause> Compare(BillStatementLine now, BillStatementLine before) =>
        ChangeCauses.Between([now], [before]);

    private static Usd AmountOf(IEnumerable<ChangeCause> causes, ChangeKind kind) =>
        causes.Where(c => c.Kind == kind).Select(c => c.Amount).Sum();

    private static BillStatementLine Water(decimal used, TierPart[] table, int version)
    {
        var tiers = table
            .Where(t => t.From == 0 || used > t.From)
            .Select(t => t with { Quantity = Math.Min(used, t.To ?? used) - t.From })
            .ToArray();
        return Line("water_use", "tiered", ChargeKind.Service,
            tiers.Sum(t => (long)(t.Rate * t.Quantity * 100m)), version, used, tiers);
    }

    private static BillStatementLine Line(
        string code, string kind, ChargeKind chargeKind, long cents, int version = 1, decimal quantity = 1m,
        TierPart[]? tiers = null) =>
        new(1, UtilityService.Water, chargeKind, code, new(cents), Usd.Zero, new LineExplanation
        {
            Kind = kind,
            Label = new("Water", "Agua"),
            Quantity = quantity,
            Unit = "CCF",
            Tiers = tiers,
            ScheduleId = "test",
            ScheduleVersion = version,
            FromOn = new(2026, 10, 15),
            ToOn = new(2026, 11, 15),
        });

    private static TierPart Tier(decimal from, decimal? to, decimal rate) => new(from, to, 0m, rate, 0);
}
