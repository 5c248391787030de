using Portal.Core.Billing.Rating;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Stormwater by units of five cities, fire lines of three.</summary>
public sealed class StormwaterAndFireTests
{
    private const decimal FiveAcres = 5m * 43_560m;

    [Fact]
    public void Weatherford_does_not_round_the_quotient()
    {
        // weatherfordtx.gov: 3,300 sf, $4.50.
        var line = Line(Stormwater(4.50m, 3_300m), 41_000m);

        Assert.Equal("55.91", Total([line]));
        Assert.Equal(12.4242m, Math.Round(line.Quantity, 4));
    }

    [Theory]
    [InlineData(41_000, 16)]
    [InlineData(100, 1)]
    [InlineData(0, 1)]
    [InlineData(200_000, 29)]
    // 3.45 becomes 3.5 and so 4; rounded at once it would be 3.
    [InlineData(8_742.3, 4)]
    public void New_Haven_rounds_to_a_tenth_and_then_to_a_whole_between_1_and_29(double area, int units)
    {
        // New Haven IN ordinance: 2,534 sf.
        var charge = Stormwater(4m, 2_534m) with
        {
            EruRounding = EruRounding.TenthThenWhole,
            Least = 1m,
            Most = 29m,
        };

        Assert.Equal(units, Line(charge, (decimal)area).Quantity);
    }

    [Theory]
    [InlineData(3_800, "4.37")]
    [InlineData(3_801, "8.74")]
    public void Fayetteville_charges_each_unit(int area, string amount) =>
        // fayetteville-ga.gov: 3,800 sf, $4.37; that a part counts as a whole is ours.
        Assert.Equal(amount, Total([Line(
            Stormwater(4.37m, 3_800m) with { EruRounding = EruRounding.WholeUp }, area)]));

    [Theory]
    [InlineData(2_166, "7.07")]
    [InlineData(2_167, "10.10")]
    [InlineData(2_994, "10.10")]
    [InlineData(4_499, "14.14")]
    [InlineData(5_064, "20.20")]
    public void Maitland_counts_homes_by_size(int area, string amount)
    {
        var line = Line(
            Stormwater(10.10m, 2_532m) with { Bands = [new(2_166m, 0.7m), new(2_994m, 1m), new(4_499m, 1.4m)] }, area);

        Assert.Equal(amount, Total([line]));
        Assert.Contains($"has {area:#,##0} square feet", Said(line), StringComparison.Ordinal);
    }

    [Fact]
    public void Maitland_divides_other_areas() =>
        Assert.Equal("163.55", Total([Line(Stormwater(10.10m, 2_532m), 41_000m)]));

    [Fact]
    public void Lawrenceville_counts_three_quarters_of_the_area_unrounded()
    {
        // lawrencevillega.org: area × 75% ÷ 3,000, $5.00.
        var line = Line(Stormwater(5m, 3_000m) with { AreaPercent = 75m }, FiveAcres);

        Assert.Equal((54.45m, "272.25"), (line.Quantity, Total([line])));
        Assert.Equal(
            "54.45 units at $5.00 each. One unit is 3,000 square feet of hard surface, that of a usual home. " +
            "Your property has 217,800 square feet, of which 75% count.",
            Said(line));
        Assert.StartsWith("54.45 unidades a $5.00", Said(line, "es-US"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_area_the_bill_is_refused() =>
        Assert.Equal("Rates_NoArea", Refused(Use(Schedule("stormwater", "ERU", Stormwater(5m, 3_000m)))));

    [Theory]
    [InlineData("4\"", "A", "50.71")]
    [InlineData("4\"", "B", "67.95")]
    [InlineData("6\"", "A", "94.82")]
    [InlineData("6\"", "B", "127.06")]
    [InlineData("8\"", "A", "170.35")]
    [InlineData("8\"", "B", "228.27")]
    [InlineData("10\"", "A", "250.53")]
    [InlineData("10\"", "B", "335.71")]
    [InlineData("12\"", "A", "332.89")]
    [InlineData("12\"", "B", "446.07")]
    public void Pasadena_charges_fire_lines_by_pipe_and_area(string pipe, string area, string amount)
    {
        // Pasadena CA, Ordinance 7223 of 2012.
        (string Pipe, decimal A, decimal B)[] table =
        [
            ("4\"", 50.71m, 67.95m), ("6\"", 94.82m, 127.06m), ("8\"", 170.35m, 228.27m), ("10\"", 250.53m, 335.71m),
            ("12\"", 332.89m, 446.07m),
        ];
        var schedule = Schedule("fire_line", "month", Base("FIRE", 0m) with
        {
            Prices =
            [
                .. table.Select(row => Price(row.A) with { Area = "A", MeterSizes = [row.Pipe] }),
                .. table.Select(row => Price(row.B) with { Area = "B", MeterSizes = [row.Pipe] }),
            ],
        });

        Assert.Equal(amount, Total(Lines(Use(schedule) with { MeterSize = pipe, Area = area })));
        Assert.Equal("Rates_NoPrice", Refused(Use(schedule) with { MeterSize = pipe, Area = "C" }));
    }

    [Theory]
    [InlineData("2023-12-15", "2024-01-15", null, "600.00", "$600.00 for the whole year")]
    [InlineData("2024-01-15", "2024-02-15", null, null, null)]
    [InlineData("2024-03-10", "2024-04-10", "2024-03-15", "450.00",
        "9 of 12 months left of the year, at $600.00 a year")]
    [InlineData("2024-12-05", "2024-12-31", "2024-12-05", "0.00", "0 of 12 months left of the year, at $600.00 a year")]
    public void San_Antonio_bills_fire_lines_on_1_January_and_newcomers_for_the_full_months_left(
        string from, string to, string? started, string? amount, string? said)
    {
        // San Antonio TX code 34-127; the $600 is ours.
        var use = Use(Schedule("fire_line", "year", Yearly)) with
        {
            FromOn = DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            ToOn = DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
            StartedOn = started is null
                ? null
                : DateOnly.Parse(started, System.Globalization.CultureInfo.InvariantCulture),
        };

        var line = Lines(use).SingleOrDefault();

        Assert.Equal((amount, said), (line is null ? null : Total([line]), line is null ? null : Said(line)));
    }

    [Theory]
    [InlineData("2023-12-20", null, "700.00")]
    [InlineData("2024-01-01", null, "700.00")]
    [InlineData("2024-01-02", null, "600.00")]
    [InlineData("2024-03-10", "2024-03-01", "500.00")]
    [InlineData("2024-02-20", "2024-03-01", "583.33")]
    public void A_year_is_charged_once_when_prices_change_in_its_period(string change, string? started, string amount)
    {
        var day = DateOnly.Parse(change, System.Globalization.CultureInfo.InvariantCulture);
        var old = Schedule("fire_line", "year", Yearly);
        var dearer = old with
        {
            Version = 2,
            EffectiveOn = day,
            Charges = [Yearly with { Prices = [Price(700m)] }],
        };
        var settings = BillingSettings.Usual with { VersionChange = VersionChange.ProratedByDays };
        var use = Use(old) with
        {
            FromOn = started is null ? new(2023, 12, 15) : new(2024, 2, 10),
            ToOn = started is null ? new(2024, 1, 15) : new(2024, 3, 20),
            StartedOn = started is null
                ? null
                : DateOnly.Parse(started, System.Globalization.CultureInfo.InvariantCulture),
        };

        var lines = Lines(new RateBook([old, dearer], [settings]).Across(use, "any", use.ToOn));

        Assert.Equal(amount, Total([Assert.Single(lines)]));
    }

    [Fact]
    public void Bridgeport_charges_fire_lines_nothing() =>
        // Bridgeport NE.
        Assert.Equal("0.00", Total(Lines(Use(Schedule("fire_line", "month", Base("FIRE", 0m))))));

    private static readonly AnnualCharge Yearly = new()
    {
        Code = "FIRE",
        Label = new("Fire line", "Línea contra incendios"),
        Fund = "510",
        GlCode = "4010",
        Month = 1,
        Prices = [Price(600m)],
    };

    private static ChargeLine Line(StormwaterCharge charge, decimal area) =>
        Assert.Single(Lines(Use(Schedule("stormwater", "ERU", charge)) with { SquareFeet = area }));
}
