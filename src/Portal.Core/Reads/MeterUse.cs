namespace Portal.Core.Reads;

/// <summary>What is needed of a meter to turn two readings into use.</summary>
/// <param name="Dials">Digits before the point; the meter starts over at ten to this power. Null: never.</param>
/// <param name="Multiplier">Units that one step of the reading stands for.</param>
public readonly record struct MeterFace(int? Dials, decimal Multiplier = 1m)
{
    /// <summary>The reading at which the meter starts over, in steps; null when it never does.</summary>
    public decimal? StartsOverAt => Dials is { } dials ? (decimal)Math.Pow(10, dials) : null;
}

/// <summary>A stretch of one meter: read at its start and at its end.</summary>
public readonly record struct MeterSegment(decimal From, decimal To, MeterFace Meter);

/// <summary>Use of a period, and how it was come by.</summary>
/// <param name="Quantity">
/// In the meter's unit, as exact as the readings: never converted, never rounded. Below zero when the readings
/// run backwards and nothing explains it.
/// </param>
/// <param name="RolledOver">The meter passed its highest reading in the period.</param>
/// <param name="IsDoubtful">
/// It may have passed its highest reading, but there is no usual use to compare with: a person should look.
/// </param>
public readonly record struct MeterUse(decimal Quantity, bool RolledOver = false, bool IsDoubtful = false)
{
    /// <summary>A meter is near its highest reading from this share of it on, just past it below the rest.</summary>
    public const decimal NearHighest = 0.9m;

    /// <summary>K: the most a meter that started over may have used, in multiples of its usual use.</summary>
    public const decimal MostOfUsual = 3m;

    /// <summary>
    /// (current − previous) × multiplier. Taken as started over only near the highest reading and when the use that
    /// follows is at most <see cref="MostOfUsual"/> times the usual; otherwise a negative stays a negative, for a
    /// person to look at (industry validation rules, negative consumption and rollover).
    /// </summary>
    /// <param name="usual">Average use of a period before, in units; null when nothing is known.</param>
    public static MeterUse Between(decimal previous, decimal current, MeterFace meter, decimal? usual = null)
    {
        var plain = (current - previous) * meter.Multiplier;
        if (plain >= 0m || meter.StartsOverAt is not { } highest || previous < highest * NearHighest)
        {
            return new(plain);
        }

        var over = (highest - previous + current) * meter.Multiplier;
        return usual switch
        {
            { } known when over <= known * MostOfUsual => new(over, RolledOver: true),
            null when current <= highest * (1m - NearHighest) => new(over, RolledOver: true, IsDoubtful: true),
            _ => new(plain),
        };
    }

    /// <summary>
    /// A period in which the meter was exchanged: the sum of its segments, (old out − old start) + (new current − new
    /// start), each by its own dials and multiplier. A segment that runs backwards makes the sum negative only by
    /// itself; it is never hidden by another.
    /// </summary>
    public static MeterUse Of(IReadOnlyList<MeterSegment> segments, decimal? usual = null)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var uses = segments.Select(s => Between(s.From, s.To, s.Meter, usual)).ToList();
        var sum = uses.Any(u => u.Quantity < 0m)
            ? uses.Where(u => u.Quantity < 0m).Sum(u => u.Quantity)
            : uses.Sum(u => u.Quantity);
        return new(sum, uses.Any(u => u.RolledOver), uses.Any(u => u.IsDoubtful));
    }
}
