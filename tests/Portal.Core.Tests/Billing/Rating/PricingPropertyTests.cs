using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>What holds for any bill of several services and meters, whatever their order.</summary>
public sealed class PricingPropertyTests
{
    private static readonly BillingSettings ByDays = BillingSettings.Usual with
    {
        VersionChange = VersionChange.ProratedByDays,
    };

    private static readonly Gen<Case> AnyCase =
        from rates in Gen.Choose(0, 99_999).ListOf(4)
        from percents in Gen.Choose(1, 2_000).ListOf(3)
        from uses in Gen.Choose(0, 500_000).ListOf(6)
        from meters in Gen.Choose(1, 3)
        from sewers in Gen.Choose(1, 2)
        from days in Gen.Choose(3, 62)
        from cuts in Gen.Choose(1, days - 1).ListOf(2)
        from order in Gen.Shuffle(Enumerable.Range(0, meters + sewers + 1))
        select new Case([.. rates], [.. percents], [.. uses], meters, sewers, days, [.. cuts], order);

    [Fact]
    public void The_order_of_services_and_meters_changes_no_total() => Check(c =>
    {
        var uses = Uses(c);
        List<RatedUse> Parts(IEnumerable<RatedUse> of) => [.. of.SelectMany(u => Book(c).Across(u, "any", u.ToOn))];

        var inOrder = Lines(Parts(uses));
        var shuffled = Lines(Parts(c.Order.Select(place => uses[place])));

        return Sums(inOrder).SequenceEqual(Sums(shuffled));
    });

    [Fact]
    public void Splitting_the_period_of_several_services_changes_no_sum_beyond_a_rounding_a_line() => Check(c =>
    {
        var uses = Uses(c);

        var whole = Lines(uses);
        var parts = Lines([.. uses.SelectMany(u => Book(c).Across(u, "any", u.ToOn))]);

        // A percent of lines that are a cent apart may be a cent apart itself.
        return Math.Abs(whole.Sum(l => l.Amount.Cents) - parts.Sum(l => l.Amount.Cents)) <= whole.Count + parts.Count
            && whole.Count(l => l.ChargeCode == "FIRE") == parts.Count(l => l.ChargeCode == "FIRE");
    });

    [Fact]
    public void Tiers_of_all_versions_and_meters_add_up_to_the_use() => Check(c =>
    {
        var uses = Uses(c);

        var lines = Lines([.. uses.SelectMany(u => Book(c).Across(u, "any", u.ToOn))]);

        var tiered = lines.Where(l => l.ChargeCode == "W-USE").ToList();
        return Math.Round(tiered.Sum(l => l.Explanation.Tiers!.Sum(t => t.Quantity)), 10)
                == uses.Where(u => u.Schedule.Service == "water").Sum(u => u.Quantity)
            && tiered.TrueForAll(l => l.Explanation.Tiers!.Sum(t => t.AmountCents) == l.Amount.Cents);
    });

    [Fact]
    public void A_percent_of_another_service_is_charged_once_for_two_meters_and_before_or_after_it()
    {
        var water = Schedule("water", "CCF", Uniform("W-USE", 2m), Tax("UUT", 5m, "W-USE", "S-USE"));
        var sewer = Schedule("sewer", "CCF", Uniform("S-USE", 3m));
        RatedUse[] uses = [Use(water, 10m), Use(water, 5m), Use(sewer, 10m)];

        var after = Lines(uses);
        var before = Lines(uses[2], uses[0], uses[1]);

        // 5% of 20.00 and of 10.00 of water, and of sewer's 30.00 once: half by each meter.
        Assert.Equal(["20.00", "1.75", "10.00", "1.25", "30.00"], Amounts(after));
        Assert.Equal(["30.00", "20.00", "1.75", "10.00", "1.25"], Amounts(before));
    }

    [Fact]
    public void A_percent_waits_for_the_discount_on_the_other_service()
    {
        var senior = new DiscountCharge
        {
            Code = "SENIOR",
            Label = new("Senior discount", "Descuento para mayores"),
            Fund = "510",
            GlCode = "4010",
            Program = "senior",
            Over = ["S-USE"],
            Percent = 50m,
            Funding = GeneralFund,
        };
        var water = Schedule("water", "CCF", Uniform("W-USE", 2m), Tax("UUT", 10m, "S-USE"));
        var sewer = Schedule("sewer", "CCF", Uniform("S-USE", 3m), Tax("CITY", 10m, "UUT"), senior);

        var lines = Lines(Use(water, 10m), Use(sewer, 10m) with { Discounts = ["senior"] });

        Assert.Equal(["20.00", "1.50", "15.00", "0.15"], Amounts(lines));
    }

    [Fact]
    public void Meters_where_no_tax_holds_take_no_part_of_it()
    {
        var tax = Tax("UUT", 5m, "S-USE") with { Prices = [Price(5m) with { Choice = "taxed" }] };
        var water = Schedule("water", "CCF", Uniform("W-USE", 2m), tax);
        var sewer = Schedule("sewer", "CCF", Uniform("S-USE", 3m));

        var lines = Lines(Use(water, 10m), Use(water, 5m) with { Choice = "taxed" }, Use(sewer, 10m));

        Assert.Equal(["20.00", "10.00", "1.50", "30.00"], Amounts(lines));
    }

    [Fact]
    public void The_most_that_a_bill_pays_is_for_all_its_meters()
    {
        // Livermore CA has a maximum payable; the figure is ours.
        var water = Schedule(
            "water", "CCF", Uniform("W-USE", 2m), Tax("UUT", 5m, "W-USE") with { MostDollars = 1.20m });

        Assert.Equal(
            ["20.00", "1.00", "10.00", "0.20"], Amounts(Lines(Use(water, 10m), Use(water, 5m))));
        Assert.Equal(
            ["10.00", "0.50", "20.00", "0.70"], Amounts(Lines(Use(water, 5m), Use(water, 10m))));
    }

    [Fact]
    public void Charges_that_are_each_reckoned_on_the_other_are_refused()
    {
        var water = Schedule("water", "CCF", Uniform("W-USE", 2m), Tax("A", 5m, "W-USE", "B"));
        var sewer = Schedule("sewer", "CCF", Uniform("S-USE", 3m), Tax("B", 5m, "S-USE", "A"));

        Assert.Equal("Rates_ReckonedOnEachOther", Refused(Use(water, 10m), Use(sewer, 10m)));
    }

    private static RatedUse[] Uses(Case c)
    {
        var to = new DateOnly(2024, 1, 1).AddDays(c.Days - 2);
        RatedUse At(RateSchedule schedule, int quantity) => Use(schedule, quantity / 10_000m) with
        {
            FromOn = to.AddDays(-c.Days),
            ToOn = to,
        };
        return
        [
            .. Enumerable.Range(0, c.Meters).Select(i => At(Water(c), c.Quantities[i])),
            .. Enumerable.Range(0, c.Sewers).Select(i => At(Sewer(c), c.Quantities[3 + i])),
            At(Fire, 0),
        ];
    }

    /// <summary>Two or three versions of each that cost the same.</summary>
    private static RateBook Book(Case c)
    {
        var from = Uses(c)[0].FromOn;
        return new(
            [
                .. new[] { Water(c), Sewer(c), Fire }.SelectMany(s => c.Cuts.Distinct().Order()
                    .Select((cut, i) => s with { Version = 2 + i, EffectiveOn = from.AddDays(cut) }).Prepend(s)),
            ],
            [ByDays]);
    }

    private static RateSchedule Water(Case c) => Schedule(
        "water", "CCF",
        Base("W-BASE", c.Rates[0] / 1_000m),
        Tiered("W-USE", (0m, c.Rates[1] / 10_000m), (7.5m, c.Rates[2] / 10_000m)),
        Tax("DROUGHT", c.Percents[0] / 100m, "W-USE") with { IsTax = false },
        Tax("UUT", c.Percents[1] / 100m, "W-BASE", "W-USE", "S-USE"));

    private static RateSchedule Sewer(Case c) => Schedule(
        "sewer", "CCF",
        Uniform("S-USE", c.Rates[3] / 10_000m),
        Tax("CITY", c.Percents[2] / 100m) with { OverServices = ["water", "sewer"] });

    private static readonly RateSchedule Fire = Schedule("fire_line", "year", new AnnualCharge
    {
        Code = "FIRE",
        Label = new("Fire line", "Línea contra incendios"),
        Fund = "510",
        GlCode = "4010",
        Month = 1,
        Prices = [Price(600m)],
    });

    private static IEnumerable<(string Code, long Cents)> Sums(IReadOnlyList<ChargeLine> lines) => lines
        .GroupBy(l => l.ChargeCode).Select(g => (g.Key, g.Sum(l => l.Amount.Cents))).Order();

    private static void Check(Func<Case, bool> holds) =>
        Prop.ForAll(AnyCase.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private sealed record Case(
        int[] Rates, int[] Percents, int[] Quantities, int Meters, int Sewers, int Days, int[] Cuts, int[] Order);
}
