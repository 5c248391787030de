using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>The worked bills of four real cities: figures of domain.md §1.4 and their sources.</summary>
public sealed class WorkedBillsTests
{
    private static readonly DateOnly Day = new(2024, 6, 1);

    [Theory]
    [InlineData("0", "7.60", "15.64", "23.24")]
    [InlineData("4", "15.52", "39.36", "54.88")]
    [InlineData("5", "18.08", "45.29", "63.37")]
    [InlineData("8", "25.76", "63.08", "88.84")]
    [InlineData("9", "31.67", "69.01", "100.68")]
    [InlineData("10", "37.58", "74.94", "112.52")]
    [InlineData("16", "73.04", "110.52", "183.56")]
    [InlineData("17", "84.24", "110.52", "194.76")]
    [InlineData("20", "117.84", "110.52", "228.36")]
    public void Charlotte_bills_water_in_tiers_and_sewer_up_to_its_cap(
        string use, string water, string sewer, string total)
    {
        var lines = Price(
            Use(Worked.Charlotte, "water", use, "5/8\""),
            Use(Worked.Charlotte, "sewer", use, "5/8\""));

        Assert.Equal(water, Total(lines.Where(l => l.Service == "water")));
        Assert.Equal(sewer, Total(lines.Where(l => l.Service == "sewer")));
        Assert.Equal(total, Total(lines));
    }

    [Theory]
    [InlineData("2024-05-01", "3/4\"", "15", "62.95")]
    [InlineData("2024-05-01", "5/8\"", "15", "62.95")]
    [InlineData("2024-05-01", "1\"", "15", "68.51")]
    [InlineData("2024-05-01", "3/4\"", "26", "102.99")]
    [InlineData("2024-05-01", "3/4\"", "16", "66.59")]
    [InlineData("2024-04-30", "3/4\"", "15", "55.04")]
    public void Canby_tiers_depend_on_the_meter_and_prices_on_the_day(
        string day, string meter, string use, string total) =>
        Assert.Equal(total, Total(Price(Use(
            Worked.Canby, "water", use, meter, day: DateOnly.Parse(day, CultureInfo.InvariantCulture)))));

    [Theory]
    [InlineData(TierRounding.PerTier, "1234", "154.30")]
    [InlineData(TierRounding.PerCharge, "1234", "154.29")]
    [InlineData(TierRounding.PerTier, "1250", "156.08")]
    [InlineData(TierRounding.PerCharge, "1250", "156.08")]
    public void Peru_shows_that_the_place_of_rounding_moves_a_cent(TierRounding rounding, string use, string total)
    {
        var asked = Use(Worked.Peru, "electric", use);

        var lines = Price(asked with { Schedule = asked.Schedule with { Rounding = rounding } });

        Assert.Equal(total, Total(lines));
        Assert.All(lines.Where(l => l.Explanation.Tiers is not null), line =>
            Assert.Equal(line.Amount.Cents, line.Explanation.Tiers!.Sum(t => t.AmountCents)));
    }

    [Theory]
    [InlineData(PremiseLocation.InsideCity, "3/4\"", "12", "24.79", "14.04")]
    [InlineData(PremiseLocation.OutsideCity, "5/8\"", "12", "39.66", "22.46")]
    [InlineData(PremiseLocation.InsideCity, "1 1/2\"", "0", "75.93", "0.00")]
    [InlineData(PremiseLocation.OutsideCity, "10\"", "1.25", "2696.75", "2.34")]
    public void Roseville_charges_more_outside_the_city(
        PremiseLocation location, string meter, string use, string service, string commodity)
    {
        var lines = Price(Use(Worked.Roseville, "water", use, meter) with { Location = location });

        Assert.Equal([service, commodity], lines.Select(l => Total([l])));
    }

    [Fact]
    public void Half_a_cent_is_billed_up_as_Longview_does() =>
        Assert.Equal(new Usd(1936), Usd.FromRate(3.95m, 4.9m));

    [Fact]
    public void A_percent_is_reckoned_on_the_lines_it_names_and_only_where_it_holds()
    {
        var taxed = Price(Use(Worked.Taxed, "water", "10"));
        var outside = Price(Use(Worked.Taxed, "water", "10") with { Location = PremiseLocation.OutsideCity });

        Assert.Equal(("TAX", "0.85", 16.95m), (taxed[^1].ChargeCode, Total([taxed[^1]]), taxed[^1].Quantity));
        Assert.DoesNotContain(outside, l => l.ChargeCode == "TAX");
    }

    [Fact]
    public void A_use_without_a_price_is_refused_and_so_is_use_below_zero()
    {
        var noSuchMeter = PriceCharges.For(Use(Worked.Canby, "water", "5", "12\""));
        var negative = PriceCharges.For(Use(Worked.Canby, "water", "-1", "1\""));

        Assert.Equal("Rates_NoPrice", Refused(noSuchMeter).Key);
        Assert.Contains("12\"", Refused(noSuchMeter).Reason, StringComparison.Ordinal);
        Assert.Equal("Rates_NegativeUse", Refused(negative).Key);
    }

    internal static IReadOnlyList<ChargeLine> Price(params IReadOnlyList<RatedUse> uses) =>
        Assert.IsType<Outcome<IReadOnlyList<ChargeLine>>.Done>(PriceCharges.For(uses)).Value;

    internal static RatedUse Use(
        RateBook book, string service, string use, string? meter = null, DateOnly? day = null) => new()
        {
            Schedule = book.On(day ?? Day, service, "residential")!,
            Quantity = decimal.Parse(use, CultureInfo.InvariantCulture),
            MeterSize = meter,
            FromOn = new(2024, 5, 1),
            ToOn = new(2024, 6, 1),
        };

    private static Refusal Refused(Outcome<IReadOnlyList<ChargeLine>> outcome) =>
        Assert.IsType<Outcome<IReadOnlyList<ChargeLine>>.Refused>(outcome).Refusal;

    private static string Total(IEnumerable<ChargeLine> lines) =>
        lines.Select(l => l.Amount).Sum().ToDollars().ToString("0.00", CultureInfo.InvariantCulture);
}
