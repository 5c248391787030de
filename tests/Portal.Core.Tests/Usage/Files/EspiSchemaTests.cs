using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Usage;
using Portal.Core.Usage.Files;
using Portal.Testing;

namespace Portal.Core.Tests.Usage.Files;

/// <summary>Whatever a file of use is made of, it is what the schema allows, and counts what was counted.</summary>
public sealed class EspiSchemaTests
{
    private static readonly XNamespace Espi = "http://naesb.org/espi";

    /// <summary>A unit, and how much of the unit that ESPI has for it one is.</summary>
    public static TheoryData<string, decimal> Units => new()
    {
        { "CCF", 100m }, { "CF", 1m }, { "gal", 1m }, { "kGal", 1_000m }, { "m3", 1m }, { "L", 1m },
        { "kWh", 1_000m }, { "Wh", 1m }, { "therm", 1m },
    };

    [Theory]
    [MemberData(nameof(Units))]
    public void A_file_in_any_unit_is_valid_and_says_what_was_used(string unit, decimal times)
    {
        var (clock, start) = ClockIn("America/Los_Angeles");
        var hours = Enumerable.Range(0, 48)
            .Select(h => new UseReading(start.AddHours(h), TimeSpan.FromHours(1), 0.0123m, UseSource.Intervals));

        var file = Written(clock, unit, [.. hours], [Billed(start, 7.53m), Billed(start.AddDays(30), 99_999.9999m)]);

        Assert.Empty(EspiSchema.FaultsOf(file));
        var feed = XDocument.Parse(Encoding.UTF8.GetString(file));
        Assert.Equal(48 * 0.0123m * times, UsedIn(feed.Descendants(Espi + "IntervalReading"), feed));
        Assert.Equal(
            (7.53m + 99_999.9999m) * times, UsedIn(feed.Descendants(Espi + "overallConsumptionLastPeriod"), feed));
    }

    [Theory]
    [InlineData("America/Los_Angeles", "B40E2000", "360E2000", -28_800)]
    [InlineData("America/Phoenix", "FFFFFFFF", "FFFFFFFF", -25_200)]
    [InlineData("Pacific/Honolulu", "FFFFFFFF", "FFFFFFFF", -36_000)]
    public void A_file_says_how_clocks_change_where_the_city_is(string zone, string ends, string starts, int offset)
    {
        var (clock, start) = ClockIn(zone);

        var file = Written(clock, "CCF", [], [Billed(start, 4m)]);

        Assert.Empty(EspiSchema.FaultsOf(file));
        var told = XDocument.Parse(Encoding.UTF8.GetString(file)).Descendants(Espi + "LocalTimeParameters").Single();
        Assert.Equal(
            (ends, starts, offset.ToString(CultureInfo.InvariantCulture)),
            (told.Element(Espi + "dstEndRule")!.Value, told.Element(Espi + "dstStartRule")!.Value,
                told.Element(Espi + "tzOffset")!.Value));
    }

    [Fact]
    public void A_meter_that_was_never_read_and_one_with_odd_letters_make_a_valid_file()
    {
        var (clock, start) = ClockIn("America/Los_Angeles");
        var never = new UseReadings(
            Meter("CCF", UtilityService.Irrigation) with { Number = "<&\u0001\uFFFE>" }, [], []);
        var coarse = new UseReading(start, TimeSpan.FromHours(6), 0m, UseSource.Estimate);
        var mixed = new UseReadings(
            Meter("kWh", UtilityService.Electric),
            [coarse, new(start.AddHours(6), TimeSpan.FromMinutes(15), 0m, UseSource.Intervals)], []);

        var file = WriteGreenButton.Of([never, mixed], clock, "seed", "Use & more \u202E");

        Assert.Empty(EspiSchema.FaultsOf(file));
    }

    [Fact]
    public void The_schema_speaks_where_an_element_is_out_of_its_place()
    {
        var (clock, start) = ClockIn("America/Los_Angeles");
        var file = Encoding.UTF8.GetString(Written(clock, "CCF", [], [Billed(start, 4m)]));

        foreach (var (right, wrong) in new[]
        {
            ("<uom>119</uom>", "<uom>7</uom>"), ("<powerOfTenMultiplier>-2<", "<powerOfTenMultiplier>-4<"),
            ("urn:uuid:", "urn:id:"), ("<flowDirection>1</flowDirection>", ""),
            ("http://naesb.org/espi", "http://naesb.org/ESPI"),
        })
        {
            Assert.Contains(right, file, StringComparison.Ordinal);
            Assert.NotEmpty(EspiSchema.FaultsOf(
                Encoding.UTF8.GetBytes(file.Replace(right, wrong, StringComparison.Ordinal))));
        }
    }

    private static (BusinessClock Clock, DateTimeOffset Start) ClockIn(string zone)
    {
        var clock = new BusinessClock(new FrozenClock(), TimeZoneInfo.FindSystemTimeZoneById(zone));
        return (clock, clock.StartOf(new DateOnly(2026, 10, 30)));
    }

    private static UseMeter Meter(string unit, UtilityService service) =>
        new(Guid.CreateVersion7(), service, "W-1", unit, "1401 Alder St", true);

    private static UseReading Billed(DateTimeOffset start, decimal used) =>
        new(start, TimeSpan.FromDays(30), used, UseSource.Bill);

    private static byte[] Written(
        BusinessClock clock, string unit, IReadOnlyList<UseReading> intervals, IReadOnlyList<UseReading> billed) =>
        WriteGreenButton.Of(
            [
                new(Meter(unit, unit is "kWh" or "Wh" ? UtilityService.Electric : UtilityService.Water),
                    intervals, billed),
            ],
            clock, "seed", "Green Button");

    /// <summary>Values times their power of ten, in the unit that ESPI has.</summary>
    private static decimal UsedIn(IEnumerable<XElement> elements, XDocument feed)
    {
        var power = int.Parse(
            feed.Descendants(Espi + "powerOfTenMultiplier").First().Value, CultureInfo.InvariantCulture);
        return elements.Sum(e => decimal.Parse(e.Element(Espi + "value")!.Value, CultureInfo.InvariantCulture))
            * (decimal)Math.Pow(10, power);
    }
}
