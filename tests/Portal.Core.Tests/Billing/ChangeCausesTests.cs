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
        Assert.Equal((10m, 6m, "CCF"), (cause.Quantity, cause.QuantityBefore, cause.Unit));
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
    public void Causes_always_add_up_to_the_difference()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 500; round++)
        {
            var now = Random(random);
            var before = Random(random);

            var causes = ChangeCauses.Between(now, before);

            Assert.Equal(
                now.Select(l => l.Amount).Sum() - before.Select(l => l.Amount).Sum(),
                causes.Select(c => c.Amount).Sum());
        }
    }

    private static List<BillStatementLine> Random(Random random)
    {
        var version = random.Next(1, 3);
        var lines = new List<BillStatementLine>
        {
            Water(random.Next(0, 30), version == 1 ? OldTiers : NewTiers, version),
        };
        if (random.Next(2) == 0) { lines.Add(Line("late", "flat", ChargeKind.Penalty, random.Next(1, 900))); }
        if (random.Next(2) == 0) { lines.Add(Line("carts", "flat", ChargeKind.Service, random.Next(1, 9000))); }
        if (random.Next(2) == 0) { lines.Add(Line("tax", "percent", ChargeKind.Tax, random.Next(1, 900))); }
        return lines;
    }

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
