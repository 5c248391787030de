namespace Portal.Core.Reads.Validation;

/// <summary>
/// The named rules by which reads are checked, as an industry product names them (high/low, zero, negative, duplicate,
/// spike, multiplier, inactive meter, sum, unit of measure, prolonged estimation), with the city's thresholds.
/// </summary>
public enum ReadRule
{
    /// <summary>Above twice the same month last year, 1.5 times the average of a year, and a floor of 5.</summary>
    High,

    /// <summary>Below a quarter of the same month last year.</summary>
    Low,

    /// <summary>Nothing used where somebody is served, for one period: to review.</summary>
    Zero,

    /// <summary>Nothing used for two periods: somebody should go and look.</summary>
    ZeroAgain,

    /// <summary>The reading runs backwards, and no rollover explains it.</summary>
    Negative,

    /// <summary>It may have passed its highest reading, but nothing is known to compare with.</summary>
    Rollover,

    /// <summary>The meter was exchanged in the period, and a segment runs backwards.</summary>
    Exchange,

    /// <summary>Two unbilled reads within days: one of them is not the closing read.</summary>
    Duplicate,

    /// <summary>No read came for the period.</summary>
    Missing,

    /// <summary>Use where nobody is served: possible theft.</summary>
    InactiveUse,

    /// <summary>More estimates in a row than the city allows.</summary>
    ProlongedEstimate,

    /// <summary>The meter's unit is unknown, or another than was billed last.</summary>
    Unit,

    /// <summary>Ten or a hundred times the usual, or a tenth or hundredth: wrong multiplier or dials.</summary>
    Multiplier,

    /// <summary>One interval far above the others.</summary>
    IntervalSpike,

    /// <summary>The intervals of the period do not make the use of the register.</summary>
    IntervalSum,

    /// <summary>No rule found it: a person doubts the read.</summary>
    Reported,
}

/// <summary>What the office usually does next.</summary>
public static class ReadRules
{
    /// <summary>Rules that a desk cannot settle: somebody has to go to the meter.</summary>
    public static bool NeedsVisit(ReadRule rule) =>
        rule is ReadRule.ZeroAgain or ReadRule.InactiveUse or ReadRule.ProlongedEstimate;
}
