using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing;

public sealed class BillChangeTests
{
    private static readonly TierPart[] OldTiers = [Tier(0, 7, 1.00m), Tier(7, 13, 2.00m), Tier(13, null, 4.00m)];
    private static readonly TierPart[] NewTiers = [Tier(0, 7, 1.50m), Tier(7, 13, 2.50m), Tier(13, null, 4.50m)];

    [Fact]
    public void More_use_at_the_same_rates_is_all_use()
    {
        var change = Compare(Water(10m, OldTiers, version: 1), Water(6m, OldTiers, version: 1));

        var cause = Assert.Single(change.Causes);
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
        var change = Compare(Water(now, NewTiers, version: 2), Water(before, OldTiers, version: 1));

        Assert.Equal(new Usd(rates), AmountOf(change, ChangeKind.Rates));
        Assert.Equal(new Usd(use), AmountOf(change, ChangeKind.Use));
    }

    [Fact]
    public void What_was_left_unpaid_is_said_apart()
    {
        var before = Bill(Usd.Zero, Usd.Zero, [Water(6m, OldTiers, version: 1)]);
        var now = Bill(new(600), payments: new(200), [Water(6m, OldTiers, version: 1)]);

        var change = BillChange.Between(now.Bill, now.Lines, before.Bill, before.Lines);

        var cause = Assert.Single(change.Causes);
        Assert.Equal((ChangeKind.CarriedOver, new Usd(400)), (cause.Kind, cause.Amount));
    }

    [Fact]
    public void Causes_always_add_up_to_the_difference()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 500; round++)
        {
            var now = Random(random);
            var before = Random(random);

            var change = BillChange.Between(now.Bill, now.Lines, before.Bill, before.Lines);

            Assert.Equal(now.Bill.TotalDue - before.Bill.TotalDue, change.Difference);
            Assert.Equal(change.Difference, change.Causes.Select(c => c.Amount).Sum());
        }
    }

    private static (Bill Bill, IReadOnlyList<BillLine> Lines) Random(Random random)
    {
        var version = random.Next(1, 3);
        var lines = new List<BillLine> { Water(random.Next(0, 30), version == 1 ? OldTiers : NewTiers, version) };
        if (random.Next(2) == 0) { lines.Add(Line("late", "flat", ChargeKind.Penalty, random.Next(1, 900))); }
        if (random.Next(2) == 0) { lines.Add(Line("carts", "flat", ChargeKind.Service, random.Next(1, 9000))); }
        if (random.Next(2) == 0) { lines.Add(Line("tax", "percent", ChargeKind.Tax, random.Next(1, 900))); }
        return Bill(new(random.Next(-5000, 5000)), new(random.Next(0, 5000)), lines);
    }

    private static BillChange Compare(BillLine now, BillLine before)
    {
        var (bill, lines) = Bill(Usd.Zero, Usd.Zero, [now]);
        var (billBefore, linesBefore) = Bill(Usd.Zero, Usd.Zero, [before]);
        return BillChange.Between(bill, lines, billBefore, linesBefore);
    }

    private static Usd AmountOf(BillChange change, ChangeKind kind) =>
        change.Causes.Where(c => c.Kind == kind).Select(c => c.Amount).Sum();

    private static (Bill Bill, IReadOnlyList<BillLine> Lines) Bill(
        Usd previous, Usd payments, IReadOnlyList<BillLine> lines)
    {
        var charges = lines.Select(l => l.Amount).Sum();
        return (new Bill
        {
            Id = Guid.NewGuid(),
            Number = 1,
            CustomerAccountId = Guid.Empty,
            PeriodFrom = new(2026, 10, 15),
            PeriodTo = new(2026, 11, 15),
            IssuedOn = new(2026, 11, 20),
            DueOn = new(2026, 12, 15),
            PreviousBalance = previous,
            Payments = payments,
            Adjustments = Usd.Zero,
            NewCharges = charges,
            TotalDue = previous - payments + charges,
            IssuedAt = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        }, lines);
    }

    private static BillLine Water(decimal used, TierPart[] table, int version)
    {
        var tiers = table
            .Where(t => t.From == 0 || used > t.From)
            .Select(t => t with { Quantity = Math.Min(used, t.To ?? used) - t.From })
            .ToArray();
        return Line("water_use", "tiered", ChargeKind.Service,
            tiers.Sum(t => (long)(t.Rate * t.Quantity * 100m)), version, used, tiers);
    }

    private static BillLine Line(
        string code, string kind, ChargeKind chargeKind, long cents, int version = 1, decimal quantity = 1m,
        TierPart[]? tiers = null) => new()
        {
            BillId = Guid.Empty,
            No = 1,
            ChargeCode = code,
            ChargeKind = chargeKind,
            Service = UtilityService.Water,
            FromOn = new(2026, 10, 15),
            ToOn = new(2026, 11, 15),
            Quantity = quantity,
            Unit = "CCF",
            Amount = new(cents),
            Fund = "510",
            CreditGlAccount = "4010",
            Explanation = new LineExplanation
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
            }.ToJson(),
        };

    private static TierPart Tier(decimal from, decimal? to, decimal rate) => new(from, to, 0m, rate, 0);
}
