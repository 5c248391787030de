using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Taxes, surcharges, discounts and credits that pay only some services.</summary>
public sealed class TaxAndDiscountTests
{
    private static readonly RateSchedule Electric = Schedule("electric", "kWh", Uniform("E-USE", 0.20m));

    [Theory]
    // Redwood City CA: 5% on electricity; customers on the low-income rate are exempt.
    [InlineData("100", false, "20.00, 1.00")]
    [InlineData("100", true, "20.00")]
    // Half a cent up: 5% of 12.30 is 0.615.
    [InlineData("61.5", false, "12.30, 0.62")]
    public void The_users_tax_is_a_percent_and_the_exempt_do_not_pay_it(string use, bool exempt, string amounts)
    {
        var schedule = Electric with { Charges = [.. Electric.Charges, Tax("UUT", 5m, "E-USE")] };
        var quantity = decimal.Parse(use, System.Globalization.CultureInfo.InvariantCulture);

        var lines = Lines(Use(schedule, quantity) with { Exemptions = exempt ? ["UUT"] : [] });

        Assert.Equal(amounts, string.Join(", ", Amounts(lines)));
        Assert.All(lines.Skip(1), line => Assert.Equal(ChargeKind.Tax, line.Kind));
    }

    [Theory]
    // uutinfo.org: Hercules CA 8% until 1 January 2025, then 6%.
    [InlineData("2024-12-31", "1.60")]
    [InlineData("2025-01-01", "1.20")]
    public void The_tax_of_Hercules_went_down_with_a_version(string day, string tax)
    {
        var book = new RateBook(
        [
            Electric with { Charges = [.. Electric.Charges, Tax("UUT", 8m, "E-USE")] },
            Electric with
            {
                Version = 2,
                EffectiveOn = new(2025, 1, 1),
                Charges = [.. Electric.Charges, Tax("UUT", 6m, "E-USE")],
            },
        ]);
        var on = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

        var lines = Lines(book.Across(Use(Electric, 100m), "residential", on));

        Assert.Equal(tax, Total([lines[1]]));
    }

    [Theory]
    [InlineData(1_000, "10.00")]
    [InlineData(100_000, "300.00")]
    public void A_tax_stops_at_its_maximum(int use, string tax)
    {
        // Livermore CA has a maximum payable; the figure is ours.
        var schedule = Electric with
        {
            Charges = [.. Electric.Charges, Tax("UUT", 5m, "E-USE") with { MostDollars = 300m }],
        };

        var line = Lines(Use(schedule, use))[1];

        Assert.Equal(tax, Total([line]));
        Assert.Equal(
            use > 1_000, Said(line).Contains("Without the limit it would be $1,000.00", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tax_over_services_takes_their_charges_and_no_other_tax()
    {
        var water = Schedule("water", "CCF", Uniform("W-USE", 2m), Tax("STATE", 10m, "W-USE"));
        var sewer = Schedule(
            "sewer", "CCF", Uniform("S-USE", 3m), Tax("CITY", 5m) with { OverServices = ["water", "sewer"] });

        var lines = Lines(Use(water, 10m), Use(sewer, 10m));

        Assert.Equal(["20.00", "2.00", "30.00", "2.50"], Amounts(lines));
    }

    [Fact]
    public void Surcharges_stand_as_lines_of_their_own()
    {
        // roseville.ca.us 2014: a 15% drought surcharge on water; electric steps of 9% in 2024 and 2025.
        var schedule = Schedule(
            "water", "CCF", Uniform("W-USE", 1.17m), Tax("DROUGHT", 15m, "W-USE") with { IsTax = false });

        var lines = Lines(Use(schedule, 14m));

        Assert.Equal(["16.38", "2.46"], Amounts(lines));
        Assert.Equal(ChargeKind.Service, lines[1].Kind);
    }

    [Fact]
    public void The_published_price_of_Roseville_MN_wins_over_its_formula()
    {
        // Roseville MN resolution 11118: 37.35 × 0.65 would be 24.28; the table says 23.30.
        var published = Schedule("sewer", "month", Base("S-BASE", 0m) with
        {
            Prices = [Price(23.30m) with { Program = "senior", Funding = GeneralFund }, Price(37.35m)],
        });
        var formula = Schedule("sewer", "month", Base("S-BASE", 37.35m), Senior(35m, "S-BASE"));

        var line = Lines(Use(published) with { Discounts = ["senior"] })[0];
        var reckoned = Lines(Use(formula) with { Discounts = ["senior"] })[0];

        Assert.Equal(("23.30", new Usd(3735)), (Total([line]), line.Earned));
        Assert.Equal(("24.28", new Usd(3735)), (Total([reckoned]), reckoned.Earned));
        Assert.Equal("37.35", Total(Lines(Use(published))));
        Assert.EndsWith(
            "Your discount price is $14.05 less than the regular $37.35. The city’s general fund pays for it.",
            Said(line), StringComparison.Ordinal);
        Assert.EndsWith(
            "Senior discount: 35% off the regular $37.35 takes off $13.07. The city’s general fund pays for it.",
            Said(reckoned), StringComparison.Ordinal);
    }

    [Fact]
    public void Dollars_off_are_taken_from_the_lines_in_order_and_tax_is_on_what_is_left()
    {
        var schedule = Schedule(
            "water", "CCF", Base("W-BASE", 8m), Uniform("W-USE", 2m),
            Senior(null, "W-BASE", "W-USE") with { Dollars = 10m }, Tax("UUT", 10m, "W-BASE", "W-USE"));

        var lines = Lines(Use(schedule, 10m) with { Discounts = ["senior"] });

        Assert.Equal(["0.00", "18.00", "1.80"], Amounts(lines));
        Assert.Equal([800L, 200L, 0L], lines.Select(l => l.Earned.Cents - l.Amount.Cents));
    }

    [Fact]
    public void The_fund_that_grants_a_discount_makes_the_utility_whole()
    {
        var schedule = Schedule("sewer", "month", Base("S-BASE", 37.35m) with { Fund = "520", GlCode = "4020" },
            Senior(35m, "S-BASE"));
        var charges = Lines(Use(schedule) with { Discounts = ["senior"] }).Select(l => l.ToPricedCharge()).ToList();

        var entry = BillPosting.Entry(Bill(new(2428)), Account(), charges, Actor.System)!;

        Assert.Equal(
            [
                "100 2210 Credit $13.07", "100 5310 Debit $13.07", "520 1110 Debit $24.28", "520 1310 Debit $13.07",
                "520 4020 Credit $37.35",
            ],
            entry.Lines.Select(l => $"{l.Fund} {l.GlAccount} {l.Side} {l.Amount}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_solar_credit_pays_electricity_and_never_water()
    {
        // roseville.ca.us: a solar credit cannot pay water, sewer or refuse.
        var solar = Electric with
        {
            Charges =
            [
                .. Electric.Charges,
                new ExportCredit
                {
                    Code = "SOLAR",
                    Label = new("Solar", "Solar"),
                    Fund = "510",
                    GlCode = "4010",
                    Prices = [Price(0.16m)],
                    Pays = ["E-USE"],
                },
            ],
        };
        RatedUse[] uses =
            [Use(Schedule("water", "CCF", Uniform("W-USE", 2m)), 10m), Use(solar, 100m) with { Exported = 300m }];

        var lines = Lines(uses);
        var (used, left) = RestrictedCredit.Apply(lines, RestrictedCredit.Earned(uses));

        Assert.Equal(["20.00", "20.00"], Amounts(lines));
        Assert.Equal([(1, "SOLAR", new Usd(2000))], used);
        Assert.Equal(new Usd(2800), Assert.Single(left).Amount);
    }

    private static DiscountCharge Senior(decimal? percent, params string[] over) => new()
    {
        Code = "SENIOR",
        Label = new("Senior discount", "Descuento para mayores"),
        Fund = "510",
        GlCode = "4010",
        Program = "senior",
        Over = over,
        Percent = percent,
        Funding = GeneralFund,
    };

    private static Bill Bill(Usd amount) => new()
    {
        Id = Guid.CreateVersion7(),
        Number = 1,
        CustomerAccountId = Guid.Empty,
        PeriodFrom = new(2024, 6, 1),
        PeriodTo = new(2024, 7, 1),
        IssuedOn = new(2024, 7, 2),
        DueOn = new(2024, 7, 23),
        PreviousBalance = Usd.Zero,
        Payments = Usd.Zero,
        Adjustments = Usd.Zero,
        NewCharges = amount,
        TotalDue = amount,
        JournalEntryId = Guid.CreateVersion7(),
        IssuedAt = DateTimeOffset.UnixEpoch,
    };

    private static CustomerAccount Account() => new()
    {
        Id = Guid.CreateVersion7(),
        Number = "1000000001",
        CustomerId = Guid.Empty,
        PremiseId = Guid.Empty,
        Pin = "123456",
        OpenedOn = new(2020, 1, 1),
    };
}
