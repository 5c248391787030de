using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Portal.Core.Jobs;

/// <summary>
/// A clock that runs so much ahead of the machine's: a demo or training city is seen on another day than today, on a
/// weekend for instance on the next day on which banks are open. <c>Portal:ClockAhead</c> sets it ("1.00:00:00").
/// </summary>
public sealed class AheadClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;

    /// <exception cref="InvalidOperationException">
    /// It is set in a city that takes real money: what it promises there has real days.
    /// </exception>
    public static TimeProvider Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return (configuration["Portal:ClockAhead"], configuration["Stripe:SecretKey"]) switch
        {
            (null or "", _) => System,
            (_, { } key) when key.Contains("_live_", StringComparison.Ordinal) => throw new InvalidOperationException(
                "Portal:ClockAhead is set beside a live key of the card processor."),
            ({ } ahead, _) => new AheadClock(TimeSpan.Parse(ahead, CultureInfo.InvariantCulture)),
        };
    }
}
