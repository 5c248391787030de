using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Part periods, and periods in which prices changed.</summary>
public sealed class ProrationTests
{
    private static readonly BillingSettings ByDays = BillingSettings.Usual with
    {
        VersionChange = VersionChange.ProratedByDays,
    };

    [Theory]
    // Canby Utility OR, 3/4" meter, 19 of 30 days, 6 CCF.
    [InlineData(TierProration.Scaled, "15.47", "13.31", "28.78")]
    [InlineData(TierProration.Whole, "15.47", "12.48", "27.95")]
    public void Canby_shows_what_scaling_the_tiers_changes(
        TierProration tiers, string fixedPart, string use, string total)
    {
        var asked = WorkedBillsTests.Use(Worked.Canby, "water", "6", "3/4\"") with
        {
            FromOn = new(2024, 6, 12),
            ToOn = new(2024, 7, 1),
            PeriodDays = 30,
            Settings = BillingSettings.Usual with { Proration = new(ProrationMethod.Daily, tiers) },
        };

        var lines = Lines(asked);

        Assert.Equal([fixedPart, use], Amounts(lines));
        Assert.Equal(total, Total(lines));
        Assert.EndsWith("You pay for 19 of the 30 days of the period.", Said(lines[0]), StringComparison.Ordinal);
        Assert.Equal(
            tiers == TierProration.Scaled,
            Said(lines[1]).Contains("limits of use are cut to 19 of 30 days", StringComparison.Ordinal));
        Assert.Equal(
            tiers == TierProration.Scaled ? 4.4333m : 7m, Math.Round(lines[1].Explanation.Tiers![0].To!.Value, 4));
    }

    [Theory]
    // Roseville CA's flat $36.05; helpscoutdocs article 145: 30.00 × 19 ÷ 30.
    [InlineData("36.05", 19, 30, ProrationMethod.Daily, "22.83")]
    [InlineData("30.00", 19, 30, ProrationMethod.Daily, "19.00")]
    [InlineData("36.05", 15, 30, ProrationMethod.HalfMonth, "18.03")]
    [InlineData("36.05", 16, 30, ProrationMethod.HalfMonth, "36.05")]
    [InlineData("36.05", 19, 30, ProrationMethod.FullMonths, "0.00")]
    [InlineData("36.05", 19, 30, ProrationMethod.Whole, "36.05")]
    [InlineData("36.05", 30, 30, ProrationMethod.HalfMonth, "36.05")]
    // A third of 0.015 repeats forever as a fraction and is half a cent all the same.
    [InlineData("0.15", 1, 30, ProrationMethod.Daily, "0.01")]
    [InlineData("0.45", 1, 30, ProrationMethod.Daily, "0.02")]
    public void A_flat_charge_pays_for_its_part(string price, int days, int of, ProrationMethod method, string amount)
    {
        var flat = Schedule("refuse", "month", Base("FLAT", decimal.Parse(price, CultureInfo.InvariantCulture))) with
        {
            Proration = new(method, TierProration.Scaled),
        };
        var use = Use(flat) with { FromOn = new DateOnly(2024, 7, 1).AddDays(-days), PeriodDays = of };

        Assert.Equal(amount, Total(Lines(use)));
        Assert.Equal(price, Total(Lines(use with
        {
            Schedule = flat with { Charges = [flat.Charges[0] with { Prorated = false }] },
        })));
    }

    [Theory]
    [InlineData("2024-03-15", "2024-06-01", 2)]
    [InlineData("2024-03-01", "2024-06-01", 3)]
    [InlineData("2024-01-31", "2024-02-29", 1)]
    [InlineData("2024-06-10", "2024-06-05", 0)]
    public void Full_months_are_counted_by_the_calendar(string from, string to, int months) => Assert.Equal(
        months, ProrationRule.FullMonths(
            DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture)));

    [Theory]
    // Canby's prices of 1 May 2024 and before, 15 CCF on 3/4": whole $55.04 and $62.95.
    [InlineData(VersionChange.BillDate, "2024-05-20", "62.95")]
    [InlineData(VersionChange.BillDate, "2024-04-30", "55.04")]
    [InlineData(VersionChange.ReadDate, "2024-05-20", "62.95")]
    [InlineData(VersionChange.ProratedByDays, "2024-05-20", "59.00")]
    public void The_city_chooses_which_version_prices_a_period(VersionChange policy, string billed, string total)
    {
        var book = new RateBook(Worked.Canby.Schedules, [BillingSettings.Usual with { VersionChange = policy }]);
        var use = WorkedBillsTests.Use(Worked.Canby, "water", "15", "3/4\"") with
        {
            FromOn = new(2024, 4, 16),
            ToOn = new(2024, 5, 16),
        };

        var lines = Lines(book.Across(use, "residential", DateOnly.Parse(billed, CultureInfo.InvariantCulture)));

        Assert.Equal(total, Total(lines));
    }

    [Fact]
    public void Each_version_says_which_days_it_prices()
    {
        var book = new RateBook(Worked.Canby.Schedules, [ByDays]);
        var use = WorkedBillsTests.Use(Worked.Canby, "water", "15", "3/4\"") with
        {
            FromOn = new(2024, 4, 21),
            ToOn = new(2024, 5, 21),
        };

        var lines = Lines(book.Across(use, "residential", new(2024, 5, 25)));

        Assert.Equal(
            ["7.12 v1 10 days", "11.23 v1 10 days", "16.28 v2 20 days", "25.69 v2 20 days"],
            lines.Select(l =>
                $"{Total([l])} v{l.Explanation.ScheduleVersion} {ExplainLine.Days(l.Explanation)} days"));
        Assert.Equal(15m, Math.Round(lines.Sum(l => l.Explanation.Tiers?.Sum(t => t.Quantity) ?? 0m), 12));
        Assert.EndsWith(
            "This line is for 10 of 30 days: rates changed within the period.",
            Said(lines[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_percent_is_reckoned_on_each_version_once()
    {
        RateSchedule Version(int version, DateOnly from, decimal percent) =>
            Schedule("water", "CCF", Uniform("W-USE", 2m), Tax("UUT", percent, "W-USE", "S-USE")) with
            {
                Version = version,
                EffectiveOn = from,
            };
        var book = new RateBook([Version(1, new(2020, 1, 1), 5m), Version(2, new(2024, 6, 16), 10m)], [ByDays]);
        var sewer = Use(Schedule("sewer", "CCF", Uniform("S-USE", 3m)), 10m);

        var lines = Lines([sewer, .. book.Across(Use(book.Schedules[0], 10m), "any", new(2024, 7, 2))]);

        // Half of sewer's 30.00 and of water's 20.00 at each percent.
        Assert.Equal(["30.00", "10.00", "1.25", "10.00", "2.50"], Amounts(lines));
    }

    /// <summary>Versions that cost the same: cutting the period changes no bill beyond a rounding a line.</summary>
    [Fact]
    public void Splitting_a_period_changes_no_sum_beyond_the_roundings() => Prop.ForAll(
        (from rates in Gen.Choose(0, 99_999).ListOf(3)
         from use in Gen.Choose(0, 500_000)
         from days in Gen.Choose(2, 62)
         from cut in Gen.Choose(1, days - 1)
         from most in Gen.Choose(1, 60)
         select (rates, use, days, cut, most)).ToArbitrary(),
        c =>
        {
            var schedule = Schedule(
                "water", "CCF",
                Base("BASE", c.rates[0] / 1_000m),
                Tiered("TIER", (0m, c.rates[1] / 10_000m), (7.5m, c.rates[2] / 10_000m)),
                Uniform("CAP", c.rates[2] / 10_000m) with { MostUnits = c.most },
                Tax("TAX", 5m, "BASE", "TIER"));
            var use = Use(schedule, c.use / 10_000m) with { ToOn = new DateOnly(2024, 6, 1).AddDays(c.days) };
            var book = new RateBook(
                [schedule, schedule with { Version = 2, EffectiveOn = use.FromOn.AddDays(c.cut) }], [ByDays]);

            var whole = Lines(use).Sum(l => l.Amount.Cents);
            var parts = Lines(book.Across(use, "any", use.ToOn));

            return parts.Count is >= 6 and <= 8 && Math.Abs(parts.Sum(l => l.Amount.Cents) - whole) <= 8;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>Two customers who share a month pay together what one pays, but for a rounding a line each.</summary>
    [Fact]
    public void Two_parts_of_a_period_make_its_fixed_charges() => Prop.ForAll(
        (from price in Gen.Choose(0, 9_999_999)
         from days in Gen.Choose(2, 62)
         from cut in Gen.Choose(1, days - 1)
         select (price, days, cut)).ToArbitrary(),
        c =>
        {
            var schedule = Schedule("refuse", "month", Base("FLAT", c.price / 1_000m));
            var from = new DateOnly(2024, 6, 1);
            long Cents(int begin, int end) => Lines(Use(schedule) with
            {
                FromOn = from.AddDays(begin),
                ToOn = from.AddDays(end),
                PeriodDays = c.days,
            })[0].Amount.Cents;

            return Math.Abs(Cents(0, c.cut) + Cents(c.cut, c.days) - Cents(0, c.days)) <= 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Pricing_again_gives_the_same_bill()
    {
        var use = WorkedBillsTests.Use(Worked.Canby, "water", "15.25", "1\"") with { PeriodDays = 35 };

        Assert.Equal(Lines(use).Select(l => l.Explanation.ToJson()), Lines(use).Select(l => l.Explanation.ToJson()));
    }
}
