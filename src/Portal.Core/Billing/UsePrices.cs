using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// One charge on use as it was billed, in a line or in one for each version, and what less of it would cost.
/// </summary>
internal sealed record UsePrices(BillStatementLine[] Lines)
{
    /// <summary>Null where a most or least amount decided, and not use and rate.</summary>
    internal static UsePrices? Of(BillStatementLine[] lines) =>
        lines.All(l => l.Explanation is { Kind: "uniform" or "tiered", InsteadOfCents: null })
        && lines.Select(l => l.Explanation.Unit).Distinct().Count() == 1
            ? new(lines)
            : null;

    /// <summary>Units charged.</summary>
    internal decimal Quantity => Lines.Sum(l => l.Explanation.Quantity);

    /// <summary>Units that were used, where fewer or more were charged.</summary>
    internal decimal Used => Lines.Sum(l =>
        l.Explanation.UsedQuantity ?? l.Explanation.ExactQuantity ?? l.Explanation.Quantity);

    internal string Unit => Lines[0].Explanation.Unit;

    internal int Days => ChangeCauses.Days(Lines);

    /// <summary>Before discounts.</summary>
    internal Usd Amount => new(Lines.Sum(l => l.Amount.Cents + (l.Explanation.Discounts ?? []).Sum(d => d.Cents)));

    /// <summary>Up to where the lines know what use would cost; 0 where charged is not what was used.</summary>
    internal decimal Covered => Lines.Min(l =>
        l.Explanation is not { UsedQuantity: null, ExactQuantity: null, IncludedUnits: null } || Share(l) == 0m ? 0m
        : l.Explanation.Tiers is { Count: > 0 } tiers && tiers[^1].To is { } to ? to / Share(l)
        : decimal.MaxValue);

    /// <summary>What a quantity would have cost; as billed at the billed one.</summary>
    internal Usd Of(decimal quantity) => quantity == Quantity
        ? Amount
        : Lines.Select(l => Of(l.Explanation, quantity * Share(l))).Sum();

    private decimal Share(BillStatementLine line) =>
        Quantity == 0m ? 1m / Lines.Length : line.Explanation.Quantity / Quantity;

    private static Usd Of(LineExplanation line, decimal quantity) => line.Tiers is { } tiers
        ? Usd.FromRate(1m, tiers.Sum(t =>
            t.Rate * Math.Max(0m, Math.Min(quantity, t.To ?? decimal.MaxValue) - t.From)))
        : Usd.FromRate(line.Rate ?? 0m, quantity);
}
