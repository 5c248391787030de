using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Reads.Files;
using Portal.Core.Usage;
using Portal.Core.Usage.Files;
using Portal.Testing;

namespace Portal.Core.Tests.Usage.Files;

/// <summary>Files of use: as the schema of ESPI 3.3 orders them, and as our own reader reads them back.</summary>
public sealed class UseFilesTests(City city) : IClassFixture<City>
{
    private static readonly XNamespace Espi = "http://naesb.org/espi";
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Elements as espi.xsd has them in sequence; those that are written, of each type.</summary>
    private static readonly Dictionary<string, string[]> Order = new()
    {
        ["LocalTimeParameters"] = ["dstEndRule", "dstOffset", "dstStartRule", "tzOffset"],
        ["UsagePoint"] = ["ServiceCategory"],
        ["MeterReading"] = [],
        ["ReadingType"] =
        [
            "accumulationBehaviour", "commodity", "flowDirection", "intervalLength", "powerOfTenMultiplier",
            "timeAttribute", "uom",
        ],
        ["IntervalBlock"] = ["interval", "IntervalReading"],
        ["IntervalReading"] = ["ReadingQuality", "timePeriod", "value"],
        ["timePeriod"] = ["duration", "start"],
        ["UsageSummary"] =
        [
            "billingPeriod", "overallConsumptionLastPeriod", "qualityOfReading", "statusTimeStamp", "commodity",
        ],
        ["overallConsumptionLastPeriod"] = ["powerOfTenMultiplier", "uom", "value"],
    };

    [Fact]
    public async Task Every_element_stands_where_the_schema_wants_it()
    {
        var feed = XDocument.Parse(Encoding.UTF8.GetString(await GreenButtonAsync(await HomeAsync())));

        foreach (var (type, order) in Order)
        {
            var found = feed.Descendants(Espi + type).ToList();
            Assert.NotEmpty(found);
            Assert.All(found, element => Assert.Equal(
                element.Elements().Select(e => e.Name.LocalName).Distinct().OrderBy(n => Array.IndexOf(order, n)),
                element.Elements().Select(e => e.Name.LocalName).Distinct()));
            Assert.All(found, element => Assert.All(
                element.Elements(), e => Assert.Contains(e.Name.LocalName, order)));
        }

        Assert.Equal(
            feed.Descendants(Atom + "id").Count(),
            feed.Descendants(Atom + "id").Select(i => i.Value).Distinct().Count());
        Assert.Equal(feed.Descendants(Atom + "entry").Count() + 1, feed.Descendants(Atom + "updated").Count());
        Assert.DoesNotContain("$", feed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_say_water_in_cubic_feet_and_when_clocks_change_here()
    {
        var feed = XDocument.Parse(Encoding.UTF8.GetString(await GreenButtonAsync(await HomeAsync())));

        string All(string name) => string.Join(' ', feed.Descendants(Espi + name).Select(e => e.Value).Distinct());
        Assert.Equal(("2", "9", "119", "-2"), (All("kind"), All("commodity"), All("uom"), All("powerOfTenMultiplier")));
        Assert.Equal(
            ("B40E2000", "360E2000", "3600", "-28800"),
            (All("dstEndRule"), All("dstStartRule"), All("dstOffset"), All("tzOffset")));
        Assert.Equal("19 8", All("qualityOfReading"));
        Assert.Equal("3600", All("intervalLength"));
    }

    [Fact]
    public async Task Our_own_reader_reads_back_every_hour_also_where_clocks_change()
    {
        var home = await MeteredHome.InAsync(city);
        await home.HoursAsync(new(2026, 10, 31), new(2026, 11, 2), 0.0123m, 0.2m);

        var lines = await ReadBackAsync(await GreenButtonAsync(home));

        Assert.Equal(24 + 25 + 24, lines.Count);
        Assert.All(lines, l => Assert.Null(l.Fault));
        Assert.Equal(25, lines.Count(l => l.Read.On == new DateOnly(2026, 11, 1)));
        Assert.Equal(
            (3 * 6 * 1.23m) + (20m * (18 + 19 + 18)), lines.Sum(l => l.Read.Value));
    }

    [Fact]
    public async Task A_meter_that_sends_no_hours_gives_its_billed_times()
    {
        var home = await MeteredHome.InAsync(city);
        await home.BilledAsync(new(2026, 9, 9), new(2026, 10, 9), 7.53m);
        await home.BilledAsync(new(2026, 10, 9), new(2026, 11, 9), 4m, "estimated");

        var feed = XDocument.Parse(Encoding.UTF8.GetString(await GreenButtonAsync(home)));

        Assert.Equal(
            ["75300", "40000"],
            feed.Descendants(Espi + "IntervalReading").Select(r => r.Element(Espi + "value")!.Value));
        Assert.Equal(["8"], feed.Descendants(Espi + "quality").Select(q => q.Value));
        Assert.Empty(feed.Descendants(Espi + "intervalLength"));
        Assert.Equal(2, feed.Descendants(Espi + "UsageSummary").Count());
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_time_and_no_cell_begins_a_formula()
    {
        var home = await HomeAsync();
        await home.RunAsync($"update premise set line1 = '=1+1' where id = '{home.Account.PremiseId}'");
        var readings = await ReadAsync(home);

        var text = Encoding.UTF8.GetString(WriteUseCsv.Of(readings, Clock, CultureInfo.GetCultureInfo("es-US")));

        var lines = text.TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Medidor,Dirección,Desde,Hasta,Consumo,Unidad", lines[0], StringComparison.Ordinal);
        Assert.Equal(1 + 2 + 48, lines.Length);
        Assert.All(lines.Skip(1), l => Assert.DoesNotContain(",=", l, StringComparison.Ordinal));
        Assert.Contains(
            "2026-11-03T00:00-08:00,2026-11-03T01:00-08:00,0.01,CCF,Lectura del medidor de este tiempo", text,
            StringComparison.Ordinal);
    }

    private BusinessClock Clock => city.Services.GetRequiredService<BusinessClock>();

    private async Task<MeteredHome> HomeAsync()
    {
        var home = await MeteredHome.InAsync(city);
        await home.BilledAsync(new(2026, 9, 9), new(2026, 10, 9), 7.53m);
        await home.BilledAsync(new(2026, 10, 9), new(2026, 11, 1), 4m, "estimated");
        await home.HoursAsync(new(2026, 11, 3), new(2026, 11, 4), 0.01m, 0.2m);
        return home;
    }

    private async Task<IReadOnlyList<UseReadings>> ReadAsync(MeteredHome home) => await city.ReadAsync(async db =>
    {
        var meter = Assert.Single(await UseMeter.OfAsync(db, home.Account.Id, default));
        return (IReadOnlyList<UseReadings>)[await UseReadings.OfAsync(db, Clock, home.Account.Id, meter, default)];
    });

    private async Task<byte[]> GreenButtonAsync(MeteredHome home) =>
        WriteGreenButton.Of(await ReadAsync(home), Clock, "test", "Green Button");

    private async Task<List<FileLine>> ReadBackAsync(byte[] file)
    {
        var lines = new List<FileLine>();
        await foreach (var line in GreenButtonFile.ReadAsync(new MemoryStream(file), city.Today, Clock.Zone, default))
        {
            lines.Add(line);
        }

        return lines;
    }
}
