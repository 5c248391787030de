namespace Portal.Core.Reads;

/// <summary>
/// Brings estimated periods to the truth when the meter is read at last. A read above the last estimate needs nothing:
/// the difference is the new period's use. A read below it means that too much was billed: the estimated periods give
/// back what they had too much, the latest first, each at most what it was billed, so that the bill run can credit
/// every piece at the rate version of the period it was billed in (Bargersville IN trues up at the next actual read).
/// </summary>
public static class TrueUpEstimates
{
    /// <summary>A period billed on an estimate.</summary>
    /// <param name="Used">Billed, in units.</param>
    public readonly record struct Estimated(DateOnly From, DateOnly To, decimal Used);

    /// <summary>A credit: this many units of that period were never used.</summary>
    /// <param name="Quantity">Below zero.</param>
    public readonly record struct Correction(DateOnly From, DateOnly To, decimal Quantity);

    /// <summary>What the new period used, and what goes back.</summary>
    /// <param name="Used">Never below zero.</param>
    /// <param name="Corrections">Latest period first; empty when nothing was billed too much.</param>
    /// <param name="Unexplained">
    /// Units below zero that no estimate explains: the read is behind the last actual one, and negative.
    /// </param>
    public sealed record Answer(decimal Used, IReadOnlyList<Correction> Corrections, decimal Unexplained);

    /// <param name="use">Actual read − last read, times the multiplier; below zero when estimates ran ahead.</param>
    /// <param name="estimates">Periods since the last actual read, oldest first.</param>
    public static Answer From(decimal use, IReadOnlyList<Estimated> estimates)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        if (use >= 0m) { return new(use, [], 0m); }

        var left = -use;
        var corrections = new List<Correction>();
        foreach (var period in estimates.Reverse())
        {
            var back = Math.Min(left, period.Used);
            if (back > 0m)
            {
                corrections.Add(new(period.From, period.To, -back));
                left -= back;
            }
        }

        return new(0m, corrections, -left);
    }
}
