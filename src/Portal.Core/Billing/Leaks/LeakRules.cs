using Portal.Core.Billing.Rating;

namespace Portal.Core.Billing.Leaks;

/// <summary>What the city gives back after a leak, and when. Every utility has its own way.</summary>
public sealed record LeakRules
{
    public required LeakMethod Method { get; init; }

    /// <summary>As printed on the bill.</summary>
    public required string En { get; init; }

    public required string Es { get; init; }

    /// <summary>Use must be this percent above the average: 100 is double (WHUD TN). Null: only units count.</summary>
    public decimal? OverPercent { get; init; }

    /// <summary>Or this many units above it (Lake Mary FL: 20,000 gallons).</summary>
    public decimal? OverUnits { get; init; }

    /// <summary>Bills that the average is taken of; Cookeville TN takes 3.</summary>
    public int AverageMonths { get; init; } = 12;

    /// <summary>Bills of an account that may be credited in 12 months.</summary>
    public int MostBills { get; init; } = 1;

    /// <summary>Bills that may ever be credited (Wildwood NJ: one); null without end.</summary>
    public int? Lifetime { get; init; }

    /// <summary>Leaks that may be credited in a calendar year (WHUD TN: one); the bills of one count once.</summary>
    public int? MostLeaksPerYear { get; init; }

    /// <summary>A bill of usual use must follow first: a clean cycle after the repair (Denison TX, Otay CA).</summary>
    public bool NeedsCleanCycle { get; init; }

    /// <summary>Days after the bill in which to ask (Lake Mary FL: 60); null without end.</summary>
    public int? WithinDays { get; init; }

    /// <summary>Proof of the repair is needed: the reference of a document.</summary>
    public bool NeedsDocument { get; init; }

    /// <summary>Sewer is charged as for the average when the water did not reach it (Cookeville TN).</summary>
    public bool SewerToAverage { get; init; }

    public ChargeLabel Label => new(En, Es);

    /// <summary>True when use is far enough above the average.</summary>
    public bool IsLeak(decimal used, decimal average) =>
        used > average
        && ((OverPercent is { } percent && used >= average * (1 + percent / 100m))
            || (OverUnits is { } units && used - average >= units)
            || (OverPercent is null && OverUnits is null));
}

/// <summary>How the credit is reckoned.</summary>
public enum LeakMethod
{
    /// <summary>Half of the excess is not charged (WHUD TN, Denison TX).</summary>
    HalfOfExcess,

    /// <summary>The same in whole units, an odd one in the customer's favor (Wildwood NJ).</summary>
    HalfOfExcessUnits,

    /// <summary>The excess costs what a unit of the average use costs (Lake Mary FL).</summary>
    ExcessAtAverageRate,

    /// <summary>All use at the lowest rate (Otay CA).</summary>
    LowestTier,

    /// <summary>Half of what the charge is above that of the average use (Cookeville TN).</summary>
    HalfOfCostOverAverage,
}
