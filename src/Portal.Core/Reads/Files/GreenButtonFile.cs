using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;
using Portal.Core.Billing;

namespace Portal.Core.Reads.Files;

/// <summary>
/// Reads Green Button files (NAESB REQ.21, ESPI: an Atom feed of usage points, reading types and interval blocks) in
/// one pass. No document type, no entities, nothing outside the file is ever opened. The meter is the serial number of
/// the feed's end device, else the title of the usage point.
/// </summary>
public static class GreenButtonFile
{
    private const string Espi = "http://naesb.org/espi";

    /// <summary>ESPI's codes of units, with the power of ten, that name a unit of ours exactly.</summary>
    private static readonly Dictionary<(int Uom, int Power), string> Units = new()
    {
        [(119, 0)] = "CF", [(119, 2)] = "CCF", [(128, 0)] = "gal", [(128, 3)] = "kGal", [(42, 0)] = "m3",
        [(134, 0)] = "L", [(134, 3)] = "m3", [(72, 0)] = "Wh", [(72, 3)] = "kWh", [(169, 0)] = "therm",
    };

    /// <summary>Every reading with what is wrong with it; ends early at what is no sound feed.</summary>
    public static async IAsyncEnumerable<FileLine> ReadAsync(
        Stream file, DateOnly today, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken ct)
    {
        using var xml = XmlReader.Create(file, new()
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 1_024,
            MaxCharactersInDocument = 4_000_000_000,
            CloseInput = false,
        });
        var feed = new Feed(xml, today, zone);
        while (true)
        {
            var (more, fault) = await NextAsync(xml, ct);
            if (fault is { } end) { yield return end; yield break; }

            if (!more) { break; }

            var (line, broken) = await TakeAsync(feed, xml, ct);
            if (broken is { } stop) { yield return stop; yield break; }

            if (line is { } read) { yield return read; }
        }

        if (!feed.IsEspi) { yield return FileLine.End(1, "File_NotGreenButton"); }
    }

    private static async Task<(FileLine? Line, FileLine? End)> TakeAsync(Feed feed, XmlReader xml, CancellationToken ct)
    {
        try
        {
            return (await feed.TakeAsync(ct), null);
        }
        catch (XmlException fault)
        {
            return (null, Broken(xml, fault));
        }
    }

    private static async Task<(bool More, FileLine? End)> NextAsync(XmlReader xml, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return (await xml.ReadAsync(), null);
        }
        catch (XmlException fault)
        {
            return (false, Broken(xml, fault));
        }
    }

    private static FileLine Broken(XmlReader xml, XmlException fault)
    {
        var line = Math.Max(1, fault.LineNumber > 0 ? fault.LineNumber : ((IXmlLineInfo)xml).LineNumber);
        return fault.Message.Contains("DTD", StringComparison.Ordinal)
            ? FileLine.End(line, "File_Dtd", line)
            : FileLine.End(line, "File_NotXml", line);
    }

    /// <summary>Where in the feed we are, and what its entries said so far.</summary>
    private sealed class Feed(XmlReader xml, DateOnly today, TimeZoneInfo zone)
    {
        private readonly Dictionary<string, Kind> _kinds = [];
        private readonly Dictionary<string, string> _kindOfReading = [];
        private readonly Dictionary<string, string> _meters = [];
        private readonly List<string> _related = [];
        private string _self = "";
        private string _title = "";
        private string? _serial;

        public bool IsEspi { get; private set; }

        private long Line => ((IXmlLineInfo)xml).LineNumber;

        /// <summary>Takes the element the reader stands on; a reading is given back.</summary>
        public async Task<FileLine?> TakeAsync(CancellationToken ct)
        {
            if (xml.NodeType != XmlNodeType.Element) { return null; }

            var isEspi = xml.NamespaceURI.StartsWith(Espi, StringComparison.Ordinal);
            IsEspi |= isEspi;
            switch (xml.LocalName)
            {
                case "entry" when !isEspi:
                    (_self, _title) = ("", "");
                    _related.Clear();
                    return null;
                case "link" when !isEspi:
                    TakeLink(xml.GetAttribute("rel"), Path(xml.GetAttribute("href")));
                    return null;
                case "title" when !isEspi:
                    _title = await TextAsync(ct);
                    return null;
                case "serialNumber" when isEspi:
                    _serial = await TextAsync(ct);
                    return null;
                case "UsagePoint" when isEspi:
                    _meters[_self] = _title;
                    return null;
                case "MeterReading" when isEspi:
                    _kindOfReading[_self] =
                        _related.Find(r => r.Contains("ReadingType", StringComparison.OrdinalIgnoreCase)) ?? "";
                    return null;
                case "ReadingType" when isEspi && !xml.IsEmptyElement:
                    _kinds[_self] = await KindAsync(ct);
                    return null;
                case "IntervalReading" when isEspi && !xml.IsEmptyElement:
                    return await ReadingAsync(ct);
                default:
                    return null;
            }
        }

        private void TakeLink(string? rel, string path)
        {
            if (rel == "self") { _self = path; }
            else if (rel == "related") { _related.Add(path); }
        }

        /// <summary>Senders write addresses whole or in part; what follows the host says which entry.</summary>
        private static string Path(string? href) => (href is null ? ""
            : Uri.TryCreate(href, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri.AbsolutePath
                : href).Trim('/');

        private async Task<string> TextAsync(CancellationToken ct)
        {
            if (xml.IsEmptyElement) { return ""; }

            var text = "";
            while (await xml.ReadAsync() && xml.NodeType is not (XmlNodeType.EndElement or XmlNodeType.Element))
            {
                ct.ThrowIfCancellationRequested();
                text += text.Length < 200 ? await xml.GetValueAsync() : "";
            }

            return text.Trim();
        }

        private async Task<Kind> KindAsync(CancellationToken ct)
        {
            var values = await ChildrenAsync(ct);
            int Of(string name) => values.TryGetValue(name, out var text)
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : 0;
            return new(Of("accumulationBehaviour"), Of("uom"), Of("powerOfTenMultiplier"));
        }

        private async Task<FileLine?> ReadingAsync(CancellationToken ct)
        {
            var line = Line;
            var values = await ChildrenAsync(ct);
            if (KindHere() is not { } kind) { return FileLine.Wrong(line, "Row_ReadingType"); }

            if (!long.TryParse(values.GetValueOrDefault("start"), NumberStyles.None, null, out var start)
                || start > 4_102_444_800
                || !long.TryParse(values.GetValueOrDefault("duration", "0"), NumberStyles.None, null, out var seconds)
                || seconds > 400 * 86_400L)
            {
                return FileLine.Wrong(line, "Row_Period");
            }

            if (!long.TryParse(
                values.GetValueOrDefault("value"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out var whole)
                || Math.Abs(whole) > 999_999_999_999)
            {
                return FileLine.Wrong(line, "Row_Value", FileFault.Shown(values.GetValueOrDefault("value", "")));
            }

            return Checked(line, kind, whole, start, seconds, values.GetValueOrDefault("quality") is "8" or "9");
        }

        private FileLine Checked(long line, Kind kind, long whole, long start, long seconds, bool isEstimated)
        {
            if (whole < 0) { return FileLine.Wrong(line, "Row_ValueNegative", whole); }

            if (kind.Measure(whole) is not { } measured)
            {
                return FileLine.Wrong(line, "Row_Uom", kind.Uom, kind.Power);
            }

            if (kind.Behaviour is not (1 or 3 or 4 or 9))
            {
                return FileLine.Wrong(line, "Row_Accumulation", kind.Behaviour);
            }

            var meter = _serial ?? MeterHere();
            if (meter.Length is 0 or > LineReader.LongestMeter) { return FileLine.Wrong(line, "Row_MeterMissing"); }

            var isInterval = kind.Behaviour == 4;
            var (day, minute) = LineReader.InCity(
                DateTimeOffset.FromUnixTimeSeconds(isInterval ? start : start + seconds), zone);
            return day > today
                ? FileLine.Wrong(line, "Row_DateFuture", day)
                : FileLine.Of(line, new(
                    meter, day, measured.Value, isEstimated ? ReadKind.Estimated : ReadKind.Actual, measured.Unit,
                    isInterval ? minute : null));
        }

        /// <summary>An interval block lies below its meter reading, and that below its usage point.</summary>
        private Kind? KindHere()
        {
            var reading = _kindOfReading.Where(k => _self.StartsWith(k.Key, StringComparison.Ordinal))
                .MaxBy(k => k.Key.Length);
            return reading.Key is not null && _kinds.TryGetValue(reading.Value, out var kind) ? kind
                : _kinds.Count == 1 ? _kinds.Values.Single()
                : null;
        }

        private string MeterHere() => _meters.Where(m => _self.StartsWith(m.Key, StringComparison.Ordinal))
            .MaxBy(m => m.Key.Length).Value ?? "";

        /// <summary>The texts of all elements inside the one the reader stands on, by name.</summary>
        private async Task<Dictionary<string, string>> ChildrenAsync(CancellationToken ct)
        {
            var values = new Dictionary<string, string>();
            var depth = xml.Depth;
            var name = "";
            while (await xml.ReadAsync() && xml.Depth > depth && values.Count < 50)
            {
                ct.ThrowIfCancellationRequested();
                if (xml.NodeType == XmlNodeType.Element) { name = xml.LocalName; }
                else if (xml.NodeType == XmlNodeType.Text) { values[name] = (await xml.GetValueAsync()).Trim(); }
            }

            return values;
        }
    }

    /// <summary>A reading type: what the numbers count, and whether they add up or stand for themselves.</summary>
    private readonly record struct Kind(int Behaviour, int Uom, int Power)
    {
        /// <summary>The value in a unit of ours, exact to four decimals; null when there is none.</summary>
        public (decimal Value, string Unit)? Measure(long whole)
        {
            if (Units.TryGetValue((Uom, Power), out var unit)) { return (whole, unit); }

            if (!Units.TryGetValue((Uom, 0), out var plain) || Power is < -9 or > 9) { return null; }

            var value = whole * (decimal)Math.Pow(10, Power);
            return decimal.Round(value, 4) == value ? (value, plain) : null;
        }
    }
}
