using System.Globalization;
using Portal.Core.Reads.Files;

namespace Portal.Core.Tests.Reads.Files;

/// <summary>The cells of a line: when it was.</summary>
public sealed class LineReaderTests
{
    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    [Theory]
    [InlineData("2026-03-08T00:00-08:00", 23)]
    [InlineData("2026-11-01T00:00-07:00", 25)]
    [InlineData("2026-11-02T00:00-08:00", 24)]
    public void A_sender_of_the_clocks_time_has_each_hour_where_it_passed(string midnight, int hours)
    {
        var start = DateTimeOffset.Parse(midnight, CultureInfo.InvariantCulture);
        var reader = new LineReader(
            new ReadProfile
            {
                Shape = ReadFileShape.Intervals, MeterColumn = "1", DateColumn = "2", ValueColumn = "3",
                DateFormat = "yyyy-MM-dd HH:mm",
            },
            new(2026, 12, 1), Pacific);

        var minutes =
            from hour in Enumerable.Range(0, hours)
            let wall = TimeZoneInfo.ConvertTime(start.AddHours(hour), Pacific)
            from meter in new[] { "M-1", "M-2" }
            let line = reader.Read(hour, new(meter, $"{wall:yyyy-MM-dd HH:mm}", "1", null, null, null, null))
            select (line.Read.On, line.Read.Minute);

        var day = DateOnly.FromDateTime(start.Date);
        Assert.Equal(
            Enumerable.Range(0, hours).SelectMany(h => new[] { (day, h * 60), (day, h * 60) }),
            minutes.Select(m => (m.On, m.Minute!.Value)));
    }
}
