using System.Globalization;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>
/// 48 hours to acknowledge are two open days of the city's calendar, five business days to answer are five: weekends
/// and holidays lie between and are not counted.
/// </summary>
public sealed class DueDaysTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("2026-11-16", "2026-11-18", "2026-11-23")]
    [InlineData("2026-11-20", "2026-11-24", "2026-12-01")]
    [InlineData("2026-11-25", "2026-12-01", "2026-12-04")]
    [InlineData("2026-11-26", "2026-12-01", "2026-12-04")]
    [InlineData("2026-12-24", "2026-12-29", "2027-01-04")]
    [InlineData("2026-11-10", "2026-11-13", "2026-11-18")]
    [InlineData("2026-11-21", "2026-11-24", "2026-12-01")]
    public async Task Asked_on_a_day_it_is_to_be_taken_and_answered_by(string asked, string take, string answer)
    {
        var days = await city.ReadAsync(db => OfficeDays.OfAsync(db, default));

        var (from, topic) = (
            DateOnly.ParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture), (Acknowledge: 2, Answer: 5));

        Assert.Equal(
            (take, answer),
            ($"{days.Add(from, topic.Acknowledge):yyyy-MM-dd}", $"{days.Add(from, topic.Answer):yyyy-MM-dd}"));
    }

    [Fact]
    public async Task A_vendors_question_before_thanksgiving_waits_for_open_days_by_the_citys_clock()
    {
        await using var own = await City.CreateAsync();
        // 2026-11-26 05:30 by Greenwich is still Wednesday evening in the city.
        own.Clock.Advance(new DateTimeOffset(2026, 11, 26, 5, 30, 0, TimeSpan.Zero) - own.Clock.GetUtcNow());
        var clerk = await own.ClerkAsync();

        var asked = City.Done(await own.LogAsync(clerk, null, r => r with
        {
            Topic = "vendor_invoice",
            Name = "Pipes Inc.",
            Capacity = Core.Requests.Calls.CallerCapacity.Vendor,
            Passed = [],
            Failed = [],
            Outcome = Core.Requests.Calls.InquiryOutcome.KeptForLater,
            Cause = null,
        }));

        Assert.Equal(new DateOnly(2026, 12, 1), asked.AcknowledgeBy);
        Assert.Equal(new DateOnly(2026, 12, 4), asked.ExpectedOn);
    }
}
