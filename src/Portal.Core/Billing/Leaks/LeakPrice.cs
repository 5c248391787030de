using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing.Leaks;

/// <summary>
/// Prices less use by the very prices that a bill line was charged with: they are kept in its explanation, so a later
/// change of rates does not move the credit.
/// </summary>
public static class LeakPrice
{
    /// <summary>True for a line that was charged by use.</summary>
    public static bool IsUse(LineExplanation line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Tiers is { Count: > 0 } || (line.Kind == "uniform" && line.Rate is not null);
    }

    /// <summary>What fewer units would have cost on the line.</summary>
    public static Usd Of(LineExplanation line, decimal units)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Tiers is { Count: > 0 } tiers
            ? new Usd(PriceCharges
                .Split([.. tiers.Select(t => new Tier(t.From, t.Rate))], units, TierRounding.PerCharge)
                .Sum(t => t.AmountCents))
            : Usd.FromRate(line.Rate ?? 0m, units);
    }

    /// <summary>The credit on a line for water that leaked; never below nothing.</summary>
    /// <param name="average">The customer's own use without the leak.</param>
    public static Usd Credit(LeakMethod method, LineExplanation line, decimal average)
    {
        ArgumentNullException.ThrowIfNull(line);
        var (used, charged) = (line.Quantity, Of(line, line.Quantity));
        var excess = used - average;
        var due = method switch
        {
            LeakMethod.HalfOfExcess => Of(line, used - excess / 2m),
            LeakMethod.HalfOfExcessUnits => Of(line, used - Math.Ceiling(excess / 2m)),
            LeakMethod.ExcessAtAverageRate => AtAverageRate(line, average, excess),
            LeakMethod.LowestTier => Usd.FromRate(line.Tiers is { Count: > 0 } t ? t[0].Rate : line.Rate ?? 0m, used),
            LeakMethod.HalfOfCostOverAverage =>
                charged - Usd.FromRate(0.5m, (charged - Of(line, average)).ToDollars()),
            _ => throw new InvalidOperationException($"Unknown method {method}."),
        };
        return excess > 0 ? Usd.Max(charged - due, Usd.Zero) : Usd.Zero;
    }

    private static Usd AtAverageRate(LineExplanation line, decimal average, decimal excess)
    {
        var usual = Of(line, average);
        return average > 0 ? usual + Usd.FromRate(usual.ToDollars() / average, excess) : Of(line, excess);
    }
}
