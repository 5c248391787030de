namespace Portal.Core.Common;

/// <summary>The city's calendar day. Moments are UTC; days are the city's.</summary>
/// <param name="clock">Where moments come from; a test's own clock in tests.</param>
/// <param name="zone">The city's time zone, from theme.json.</param>
public sealed class BusinessClock(TimeProvider clock, TimeZoneInfo zone)
{
    public TimeZoneInfo Zone => zone;

    /// <summary>This moment, in UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The date printed on a receipt: the day in the city, not in UTC.</summary>
    public DateOnly Today => DayOf(Now);

    /// <summary>The city day on which a moment falls.</summary>
    public DateOnly DayOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <summary>The first moment of a city day, in UTC.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>A moment as the city's wall clocks show it.</summary>
    public DateTimeOffset InCity(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);
}
