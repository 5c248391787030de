using Portal.Core.Common;
using Portal.Core.Payments.Drafts;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>Until when a draft is announced in time: ten of the city's days, however long they are.</summary>
public sealed class DraftDayNoticeTests
{
    /// <summary>Clocks change on March 8 and on November 1, 2026.</summary>
    [Theory]
    [InlineData("2026-03-16", "2026-03-07T00:00-08:00")]
    [InlineData("2026-11-05", "2026-10-27T00:00-07:00")]
    [InlineData("2026-12-15", "2026-12-06T00:00-08:00")]
    public void The_tenth_day_before_ends_with_its_own_midnight(string drafted, string end)
    {
        var clock = new BusinessClock(
            new FrozenClock(), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles"));

        Assert.Equal(
            DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
            DraftDay.EndOfNotice(clock, DraftDay.SendFrom(clock, DateOnly.ParseExact(drafted, "yyyy-MM-dd"))));
    }
}
