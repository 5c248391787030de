namespace Portal.Core.Usage.Files;

/// <summary>
/// How ESPI names a unit of ours: its code, and the power of ten of the whole numbers it is written in, fine enough for
/// the four decimals that reads have.
/// </summary>
internal readonly record struct EspiUnit(int Uom, int Power, decimal Times)
{
    /// <summary>Quality of a reading that was estimated, and of one that a bill is made of.</summary>
    internal const int Estimated = 8;

    /// <inheritdoc cref="Estimated"/>
    internal const int RevenueQuality = 19;

    internal static EspiUnit Of(string unit) => unit switch
    {
        "CCF" => new(119, -2, 10_000m),
        "CF" => new(119, -6, 1_000_000m),
        "gal" => new(128, -6, 1_000_000m),
        "kGal" => new(128, -1, 10_000m),
        "m3" => new(42, -6, 1_000_000m),
        "L" => new(134, -6, 1_000_000m),
        "kWh" => new(72, -1, 10_000m),
        "Wh" => new(72, -6, 1_000_000m),
        "therm" => new(169, -6, 1_000_000m),
        _ => throw new InvalidOperationException($"ESPI has no unit {unit}."),
    };

    internal long Whole(decimal used) => (long)Math.Round(used * Times, MidpointRounding.AwayFromZero);
}

/// <summary>When clocks change, as ESPI packs it into 32 bits: month, which, weekday, hour, second.</summary>
internal readonly record struct DaylightRules(string Start, string End, TimeSpan Offset)
{
    /// <summary>What stands for a place whose clocks never change.</summary>
    private const string Never = "FFFFFFFF";

    private const int HoursInYear = 366 * 24;

    internal static DaylightRules Of(TimeZoneInfo zone, int year)
    {
        string? start = null, end = null;
        var offset = TimeSpan.Zero;
        var at = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var hour = 0; hour < HoursInYear; hour++, at = at.AddHours(1))
        {
            var change = zone.GetUtcOffset(at.AddHours(1)) - zone.GetUtcOffset(at);
            if (change == TimeSpan.Zero) { continue; }

            // Written in the time that clocks show when they change.
            var wall = at.AddHours(1) + zone.GetUtcOffset(at);
            if (change > TimeSpan.Zero) { (start, offset) = (Rule(wall), change); }
            else { end = Rule(wall); }
        }

        return start is null || end is null ? new(Never, Never, TimeSpan.Zero) : new(start, end, offset);
    }

    private static string Rule(DateTime wall)
    {
        var isLast = wall.AddDays(7).Month != wall.Month;
        var which = isLast && wall.Day > 28 - 7 ? 7 : ((wall.Day - 1) / 7) + 2;
        var weekday = wall.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)wall.DayOfWeek;
        var bits = ((uint)wall.Month << 28) | ((uint)which << 25) | ((uint)weekday << 17) | ((uint)wall.Hour << 12)
            | (uint)((wall.Minute * 60) + wall.Second);
        return bits.ToString("X8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
