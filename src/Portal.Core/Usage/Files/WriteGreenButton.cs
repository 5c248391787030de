using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Portal.Core.Accounts;
using Portal.Core.Common;

namespace Portal.Core.Usage.Files;

/// <summary>
/// Writes the use of meters as a Green Button file: an Atom feed of NAESB ESPI 3.3 (usage points, meter readings,
/// reading types, interval blocks a month, a summary of each billed period). Elements stand in the order of its schema.
/// Where a meter sends no intervals, its billed periods are the readings. Amounts of money are left out: a bill is for
/// more than the one meter.
/// </summary>
public sealed class WriteGreenButton
{
    internal const string Espi = "http://naesb.org/espi";
    internal const string Atom = "http://www.w3.org/2005/Atom";
    private const string Root = "/espi/1_1/resource";
    private const string Customer = Root + "/RetailCustomer/1/UsagePoint";
    private readonly XmlWriter _xml;
    private readonly BusinessClock _clock;
    private readonly string _seed;

    private WriteGreenButton(XmlWriter xml, BusinessClock clock, string seed) =>
        (_xml, _clock, _seed) = (xml, clock, seed);

    /// <param name="seed">Names the account: the same gives the same ids in every file.</param>
    /// <param name="title">Of the feed, for whoever opens it.</param>
    public static byte[] Of(IEnumerable<UseReadings> meters, BusinessClock clock, string seed, string title)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var file = new MemoryStream();
        using (var xml = XmlWriter.Create(file, new() { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            new WriteGreenButton(xml, clock, seed).Feed([.. meters], title);
        }

        return file.ToArray();
    }

    private void Feed(IReadOnlyList<UseReadings> meters, string title)
    {
        _xml.WriteStartElement("feed", Atom);
        Text(Atom, "id", Id("feed"));
        Text(Atom, "title", title);
        Text(Atom, "updated", Moment(_clock.Now));
        Link("self", Root + "/Subscription/1");
        Entry(Root + "/LocalTimeParameters/1", Root + "/LocalTimeParameters", "", [], LocalTime);
        foreach (var (no, meter) in meters.Index())
        {
            Meter(meter, $"{Customer}/{no + 1}", no + 1);
        }

        _xml.WriteEndElement();
    }

    private void Meter(UseReadings meter, string at, int no)
    {
        var series = meter.Intervals.Count > 0
            ? meter.Intervals.GroupBy(i => (int)i.Length.TotalSeconds).OrderBy(g => g.Key)
                .Select(g => (Seconds: (int?)g.Key, Readings: g.ToList())).ToList()
            : meter.Billed.Count > 0 ? [((int?)null, meter.Billed.ToList())]
            : [];
        Entry(
            at, Customer, meter.Meter.Number,
            [$"{at}/MeterReading", $"{at}/UsageSummary", Root + "/LocalTimeParameters/1"],
            () => Element("UsagePoint", () => Element("ServiceCategory", () => Value("kind", ServiceKind(meter)))));
        foreach (var (index, (seconds, readings)) in series.Index())
        {
            var (reading, type) = ($"{at}/MeterReading/{index + 1}", $"{Root}/ReadingType/{no}{index + 1:00}");
            Entry(
                reading, $"{at}/MeterReading", meter.Meter.Number, [$"{reading}/IntervalBlock", type],
                () => Element("MeterReading", () => { }));
            Entry(type, Root + "/ReadingType", meter.Meter.Unit, [], () => ReadingType(meter.Meter, seconds));
            Blocks(readings, meter.Meter, reading);
        }

        foreach (var (index, bill) in meter.Billed.Index())
        {
            Entry(
                $"{at}/UsageSummary/{index + 1}", $"{at}/UsageSummary", "", [], () => Summary(bill, meter.Meter));
        }
    }

    private void Blocks(IEnumerable<UseReading> readings, UseMeter meter, string reading)
    {
        var months = readings.GroupBy(r => _clock.DayOf(r.Start) is var day ? (day.Year, day.Month) : default);
        foreach (var (index, month) in months.Index())
        {
            var (first, last) = (month.First(), month.Last());
            Entry(
                $"{reading}/IntervalBlock/{index + 1}", $"{reading}/IntervalBlock", "", [],
                () => Element("IntervalBlock", () =>
                {
                    Interval("interval", first.Start, last.Start + last.Length - first.Start);
                    foreach (var one in month) { Reading(one, meter); }
                }));
        }
    }

    private void Reading(UseReading reading, UseMeter meter) => Element("IntervalReading", () =>
    {
        if (reading.Source == UseSource.Estimate)
        {
            Element("ReadingQuality", () => Value("quality", EspiUnit.Estimated));
        }

        Interval("timePeriod", reading.Start, reading.Length);
        Value("value", EspiUnit.Of(meter.Unit).Whole(reading.Used));
    });

    private void ReadingType(UseMeter meter, int? seconds) => Element("ReadingType", () =>
    {
        var unit = EspiUnit.Of(meter.Unit);
        Value("accumulationBehaviour", 4);
        Value("commodity", meter.Service == UtilityService.Electric ? 1 : 9);
        Value("flowDirection", 1);
        if (seconds is { } length) { Value("intervalLength", length); }

        Value("powerOfTenMultiplier", unit.Power);
        Value("timeAttribute", 0);
        Value("uom", unit.Uom);
    });

    private void Summary(UseReading bill, UseMeter meter) => Element("UsageSummary", () =>
    {
        var unit = EspiUnit.Of(meter.Unit);
        Interval("billingPeriod", bill.Start, bill.Length);
        Element("overallConsumptionLastPeriod", () =>
        {
            Value("powerOfTenMultiplier", unit.Power);
            Value("uom", unit.Uom);
            Value("value", unit.Whole(bill.Used));
        });
        Value("qualityOfReading", bill.Source == UseSource.Estimate ? EspiUnit.Estimated : EspiUnit.RevenueQuality);
        Value("statusTimeStamp", _clock.Now.ToUnixTimeSeconds());
        Value("commodity", meter.Service == UtilityService.Electric ? 1 : 9);
    });

    /// <summary>How the city's clocks change in this year.</summary>
    private void LocalTime() => Element("LocalTimeParameters", () =>
    {
        var rules = DaylightRules.Of(_clock.Zone, _clock.Today.Year);
        Text(Espi, "dstEndRule", rules.End);
        Value("dstOffset", (long)rules.Offset.TotalSeconds);
        Text(Espi, "dstStartRule", rules.Start);
        Value("tzOffset", (long)_clock.Zone.BaseUtcOffset.TotalSeconds);
    });

    private void Entry(string self, string up, string title, IReadOnlyList<string> related, Action content)
    {
        _xml.WriteStartElement("entry", Atom);
        Text(Atom, "id", Id(self));
        Link("self", self);
        Link("up", up);
        foreach (var address in related) { Link("related", address); }

        Text(Atom, "title", title);
        _xml.WriteStartElement("content", Atom);
        _xml.WriteAttributeString("type", "application/xml");
        content();
        _xml.WriteEndElement();
        Text(Atom, "published", Moment(_clock.Now));
        Text(Atom, "updated", Moment(_clock.Now));
        _xml.WriteEndElement();
    }

    private void Link(string relation, string address)
    {
        _xml.WriteStartElement("link", Atom);
        _xml.WriteAttributeString("rel", relation);
        _xml.WriteAttributeString("href", address);
        _xml.WriteEndElement();
    }

    private void Interval(string name, DateTimeOffset start, TimeSpan length) => Element(name, () =>
    {
        Value("duration", (long)length.TotalSeconds);
        Value("start", start.ToUnixTimeSeconds());
    });

    private void Element(string name, Action inside)
    {
        _xml.WriteStartElement(name, Espi);
        inside();
        _xml.WriteEndElement();
    }

    private void Value(string name, long value) =>
        Text(Espi, name, value.ToString(CultureInfo.InvariantCulture));

    private void Text(string space, string name, string text) =>
        _xml.WriteElementString(name, space, XmlText(text));

    /// <summary>Without the characters that no XML may hold.</summary>
    private static string XmlText(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private static int ServiceKind(UseReadings meter) => meter.Meter.Service == UtilityService.Electric ? 0 : 2;

    private static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// An id that follows from what it names, and tells nothing of it: a UUID of version 8 (RFC 9562 §5.8), for the
    /// name is hashed with SHA-256.
    /// </summary>
    private string Id(string names)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{_seed} {names}")).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(id, bigEndian: true)}";
    }
}
