using Portal.Core.Billing.Rating;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Parts of units, dwellings, least amounts, demand, carts: rules of six cities.</summary>
public sealed class UseRulesTests
{
    [Theory]
    // portlandtx.com: per 1,000 gallons or part. Below each edge, on it and a gallon above.
    [InlineData("0", "13.84")]
    [InlineData("0.001", "16.86")]
    [InlineData("1", "16.86")]
    [InlineData("12.2", "53.10")]
    [InlineData("13", "53.10")]
    [InlineData("13.001", "56.18")]
    [InlineData("25", "90.06")]
    [InlineData("25.5", "93.34")]
    [InlineData("40", "139.26")]
    [InlineData("40.1", "142.80")]
    public void Portland_charges_a_part_of_a_thousand_gallons_as_a_whole_one(string use, string total)
    {
        var schedule = Schedule(
            "water", "kGal", Base("W-BASE", 13.84m),
            Tiered("W-USE", (0, 3.02m), (13, 3.08m), (25, 3.28m), (40, 3.54m)) with { OrPart = true });
        var quantity = decimal.Parse(use, System.Globalization.CultureInfo.InvariantCulture);

        var lines = Lines(Use(schedule, quantity));

        Assert.Equal(total, Total(lines));
        Assert.Equal(
            quantity != Math.Ceiling(quantity),
            Said(lines[1]).Contains("counts as a whole one", StringComparison.Ordinal));
    }

    [Theory]
    // glendaleca.gov: multifamily tier 1 is units × 6 HCF; prices are ours.
    [InlineData(1, 20, "6 at 2, 14 at 3")]
    [InlineData(4, 20, "20 at 2")]
    [InlineData(4, 25, "24 at 2, 1 at 3")]
    public void Glendale_widens_the_first_tier_by_dwellings(int dwellings, int use, string split)
    {
        var schedule = Schedule("water", "HCF", Tiered("W-USE", (0, 2m), (6, 3m)) with
        {
            PerDwelling = DwellingTiers.FirstTier,
        });

        var line = Lines(Use(schedule, use) with { Dwellings = dwellings })[0];

        Assert.Equal(split, string.Join(", ", line.Explanation.Tiers!.Select(t => $"{t.Quantity:0} at {t.Rate:0}")));
        Assert.Equal(
            dwellings > 1, Said(line).Contains($"for the {dwellings} homes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DwellingTiers.FirstTier, "0, 18, 22")]
    [InlineData(DwellingTiers.EveryTier, "0, 18, 30")]
    [InlineData(DwellingTiers.Same, "0, 6, 10")]
    public void Tiers_above_begin_where_the_rule_puts_them(DwellingTiers rule, string begins)
    {
        var schedule = Schedule(
            "water", "HCF", Tiered("W-USE", (0, 1m), (6, 2m), (10, 3m)) with { PerDwelling = rule });

        var line = Lines(Use(schedule, 99m) with { Dwellings = 3 })[0];

        Assert.Equal(begins, string.Join(", ", line.Explanation.Tiers!.Select(t => $"{t.From:0.##}")));
    }

    [Fact]
    public void Peru_multiplies_blocks_and_service_charge_by_dwellings()
    {
        // peruutilities.com: 2,468 kWh of two dwellings is cut into blocks twice as wide: 74.90 + 161.45 + 52.24.
        var peru = Worked.Peru.Schedules[0];
        var schedule = peru with
        {
            Charges =
            [
                (ServiceCharge)peru.Charges[0] with { PerDwelling = true },
                (TieredUse)peru.Charges[1] with { PerDwelling = DwellingTiers.EveryTier },
            ],
        };

        var lines = Lines(Use(schedule, 2_468m) with { Dwellings = 2 });

        Assert.Equal(["20.00", "288.59"], Amounts(lines));
        Assert.Equal("2 homes at $10.00 each", Said(lines[0]));
        Assert.Equal("154.30", Total(Lines(Use(schedule, 1_234m))));
    }

    [Theory]
    [InlineData(1, "20.00", "5.00", "15.00", "The least for this service is $20.00. Your other charges come to $5.00.")]
    [InlineData(4, "20.00", "20.00", null, null)]
    [InlineData(9, "45.00", "45.00", null, null)]
    public void A_minimum_brings_charges_up_to_it(int use, string total, string charge, string? added, string? said)
    {
        var schedule = Schedule("water", "CCF", Uniform("W-USE", 5m), new MinimumCharge
        {
            Code = "W-MIN",
            Label = new("Minimum", "Mínimo"),
            Fund = "510",
            GlCode = "4010",
            Over = ["W-USE"],
            Prices = [Price(20m)],
        });

        var lines = Lines(Use(schedule, use));

        Assert.Equal((total, charge), (Total(lines), Total([lines[0]])));
        Assert.Equal(
            (added, said), lines.Count == 1 ? (null, null) : (Total([lines[1]]), Said(lines[1])));
    }

    [Fact]
    public void Demand_is_charged_by_the_kilowatt()
    {
        // Roseville CA GS-2, third-party copy of its 2025 summary: $65 + $6.16 per kW.
        var schedule = Schedule("electric", "kWh", Base("E-BASE", 65m), Uniform("E-DEMAND", 6.16m) with
        {
            Basis = UseBasis.Demand,
        });

        Assert.Equal(["65.00", "184.80"], Amounts(Lines(Use(schedule, 9_000m) with { Demand = 30m })));
    }

    [Theory]
    [InlineData("weekly", 2, 0, "72.10")]
    [InlineData("weekly", 1, 3, "36.05, 37.50")]
    [InlineData("every_other_week", 1, 0, "24.00")]
    public void Carts_are_charged_by_how_often_and_extra_pickups_on_top(
        string frequency, int carts, int extra, string amounts)
    {
        // Roseville CA's flat $36.05; the other prices are ours.
        FlatCharge flat = new()
        {
            Code = "CART",
            Label = new("Cart", "Contenedor"),
            Fund = "530",
            GlCode = "4030",
            Prices =
            [
                Price(36.05m) with { Frequency = "weekly" }, Price(24m) with { Frequency = "every_other_week" },
            ],
        };
        var schedule = Schedule("refuse", "carts", flat, flat with
        {
            Code = "EXTRA",
            Times = FlatTimes.ExtraPickups,
            Prices = [Price(12.50m)],
        });

        var lines = Lines(Use(schedule) with { Frequency = frequency, Count = carts, ExtraPickups = extra });

        Assert.Equal(amounts, string.Join(", ", Amounts(lines)));
    }
}
