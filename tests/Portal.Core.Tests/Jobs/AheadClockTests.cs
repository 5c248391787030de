using System.Globalization;
using Microsoft.Extensions.Configuration;
using Portal.Core.Jobs;
using Portal.Testing;

namespace Portal.Core.Tests.Jobs;

/// <summary>A city may be seen on another day, as long as nobody's money is in it.</summary>
public sealed class AheadClockTests
{
    [Theory]
    [InlineData("2026-11-21T20:00:00Z", "2.00:00:00")]
    [InlineData("2026-11-23T18:00:00Z", "00:00:00")]
    [InlineData("2026-11-26T18:00:00Z", "1.00:00:00")]
    [InlineData("2026-11-24T07:30:00Z", "00:00:00")]
    [InlineData("2026-11-28T07:30:00Z", "2.01:00:00")]
    public void Tests_of_drafts_find_banks_open_for_an_hour(string now, string ahead) => Assert.Equal(
        TimeSpan.Parse(ahead, CultureInfo.InvariantCulture),
        BankingDay.AheadOf(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

    [Fact]
    public void A_city_is_ahead_by_what_is_set_and_never_beside_a_live_key()
    {
        var day = TimeSpan.FromDays(1);

        Assert.Same(TimeProvider.System, AheadClock.Of(Set(("Stripe:SecretKey", "sk_live_1"))));
        Assert.InRange(
            AheadClock.Of(Set(("Portal:ClockAhead", "1.00:00:00"))).GetUtcNow() - TimeProvider.System.GetUtcNow(),
            day - TimeSpan.FromMinutes(1), day);
        Assert.Throws<InvalidOperationException>(() => AheadClock.Of(
            Set(("Portal:ClockAhead", "1.00:00:00"), ("Stripe:SecretKey", "sk_live_1"))));
    }

    private static IConfiguration Set(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
