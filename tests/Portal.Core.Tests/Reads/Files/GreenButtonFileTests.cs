using System.Text;
using Portal.Core.Billing;
using Portal.Core.Reads.Files;

namespace Portal.Core.Tests.Reads.Files;

/// <summary>Green Button files: registers, intervals, several usage points, and what is no sound feed.</summary>
public sealed class GreenButtonFileTests
{
    private static readonly TimeZoneInfo City = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    [Fact]
    public async Task Intervals_keep_their_day_and_minute_in_the_city()
    {
        // 2026-11-01 is the day of 25 hours: midnight is 07:00 UTC, and 09:30 UTC comes 150 minutes later.
        var lines = await ReadAsync(Feed("4", "119", "0", Interval(1_793_525_400, 900, 12)));

        var read = Assert.Single(lines).Read;
        Assert.Equal(new FileRead("AF1", new(2026, 11, 1), 12m, ReadKind.Actual, "CF", 150), read);
    }

    [Theory]
    [InlineData("1", "119", "2", 1234, "1234", "CCF")]
    [InlineData("9", "128", "3", 7, "7", "kGal")]
    [InlineData("3", "42", "-3", 1500, "1.5", "m3")]
    public async Task A_register_is_read_at_the_end_of_its_period(
        string behaviour, string uom, string power, long value, string reading, string unit)
    {
        var lines = await ReadAsync(Feed(behaviour, uom, power, Interval(1_793_430_000, 86_400, value)));

        var read = Assert.Single(lines).Read;
        Assert.Equal((new DateOnly(2026, 11, 1), reading, unit, (int?)null),
            (read.On, read.Value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture), read.Unit,
                read.Minute));
    }

    [Fact]
    public async Task An_estimated_interval_says_so()
    {
        var reading = Interval(1_793_430_000, 900, 1).Replace(
            "<value>", "<ReadingQuality><quality>8</quality></ReadingQuality><value>", StringComparison.Ordinal);

        Assert.Equal(ReadKind.Estimated, Assert.Single(await ReadAsync(Feed("4", "119", "0", reading))).Read.Kind);
    }

    [Fact]
    public async Task Each_usage_point_of_a_feed_is_its_own_meter()
    {
        var feed = Feed("4", "119", "0", Interval(1_793_430_000, 900, 1))
            .Replace("</feed>", Point("AF2", "02", "4", "128", "0", Interval(1_793_430_000, 900, 2)) + "</feed>",
                StringComparison.Ordinal);

        var lines = await ReadAsync(feed);

        Assert.Equal([("AF1", "CF"), ("AF2", "gal")], lines.Select(l => (l.Read.Meter, l.Read.Unit!)));
    }

    [Theory]
    [InlineData("4", "119", "0", -1, "Row_ValueNegative")]
    [InlineData("12", "119", "0", 1, "Row_Accumulation")]
    [InlineData("4", "38", "0", 1, "Row_Uom")]
    [InlineData("4", "119", "-9", 1, "Row_Uom")]
    public async Task A_reading_that_cannot_be_used_says_why(
        string behaviour, string uom, string power, long value, string key) =>
        Assert.Equal(key, Assert.Single(
            await ReadAsync(Feed(behaviour, uom, power, Interval(1_793_430_000, 900, value)))).Fault!.Key);

    [Fact]
    public async Task A_reading_of_the_future_is_not_taken() => Assert.Equal("Row_DateFuture", Assert.Single(
        await ReadAsync(Feed("4", "119", "0", Interval(1_900_000_000, 900, 1)))).Fault!.Key);

    [Theory]
    [InlineData("<!DOCTYPE feed [<!ENTITY a 'b'>]><feed xmlns='http://www.w3.org/2005/Atom'/>", "File_Dtd")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "File_NotXml")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'/>", "File_NotGreenButton")]
    public async Task What_is_no_sound_feed_ends_the_file(string feed, string key)
    {
        var fault = Assert.Single(await ReadAsync(feed)).Fault!;

        Assert.Equal((key, true), (fault.Key, fault.EndsFile));
    }

    [Fact]
    public async Task A_feed_cut_off_keeps_what_came_before_and_says_where_it_ends()
    {
        var feed = Feed("4", "119", "0", Interval(1_793_430_000, 900, 1) + Interval(1_793_430_900, 900, 1));

        var lines = await ReadAsync(feed[..feed.IndexOf("<value>1</value>", StringComparison.Ordinal)]);

        Assert.Equal("File_NotXml", Assert.Single(lines).Fault!.Key);
    }

    private static string Feed(string behaviour, string uom, string power, string readings) =>
        "<feed xmlns='http://www.w3.org/2005/Atom'>" + Point("AF1", "01", behaviour, uom, power, readings) + "</feed>";

    private static string Point(
        string meter, string no, string behaviour, string uom, string power, string readings) => $"""
        <entry><link rel='self' href='https://x.example/espi/UsagePoint/{no}'/><title>{meter}</title>
          <content><UsagePoint xmlns='http://naesb.org/espi'><ServiceCategory><kind>2</kind></ServiceCategory>
          </UsagePoint></content></entry>
        <entry><link rel='self' href='/espi/UsagePoint/{no}/MeterReading/01'/>
          <link rel='related' href='/espi/ReadingType/{no}'/><title>Water</title>
          <content><MeterReading xmlns='http://naesb.org/espi'/></content></entry>
        <entry><link rel='self' href='/espi/ReadingType/{no}'/><content><ReadingType xmlns='http://naesb.org/espi'>
          <accumulationBehaviour>{behaviour}</accumulationBehaviour><powerOfTenMultiplier>{power}</powerOfTenMultiplier>
          <uom>{uom}</uom></ReadingType></content></entry>
        <entry><link rel='self' href='/espi/UsagePoint/{no}/MeterReading/01/IntervalBlock/1'/>
          <content><IntervalBlock xmlns='http://naesb.org/espi'>{readings}</IntervalBlock></content></entry>
        """;

    private static string Interval(long start, int seconds, long value) => $"""
        <IntervalReading><timePeriod><duration>{seconds}</duration><start>{start}</start></timePeriod>
        <value>{value}</value></IntervalReading>
        """;

    private static async Task<List<FileLine>> ReadAsync(string feed)
    {
        var lines = new List<FileLine>();
        await foreach (var line in GreenButtonFile.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(feed)), new(2026, 11, 16), City, default))
        {
            lines.Add(line);
        }

        return lines;
    }
}
