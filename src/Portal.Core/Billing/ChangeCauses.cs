using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// Why a bill's new charges differ from those of the bill before, in a handful of causes that add up to the difference
/// to the cent. Made from the lines alone: what was used and at which rate.
/// </summary>
public static class ChangeCauses
{
    /// <summary>Compares the lines of two bills of one account, the newer first.</summary>
    /// <returns>Largest first; none when nothing changed.</returns>
    public static IReadOnlyList<ChangeCause> Between(
        IReadOnlyCollection<BillStatementLine> lines, IReadOnlyCollection<BillStatementLine> linesBefore) =>
    [
        .. lines.Concat(linesBefore)
            .Select(l => l.ChargeCode)
            .Distinct()
            .SelectMany(code => OfCharge(
                [.. lines.Where(l => l.ChargeCode == code)], [.. linesBefore.Where(l => l.ChargeCode == code)]))
            .GroupBy(c => (c.Kind, c.Service))
            .Select(g => new ChangeCause(g.Key.Kind, g.Key.Service, g.Select(c => c.Amount).Sum())
            {
                Quantity = g.FirstOrDefault(c => c.Quantity is not null)?.Quantity,
                QuantityBefore = g.FirstOrDefault(c => c.QuantityBefore is not null)?.QuantityBefore,
                Unit = g.FirstOrDefault(c => c.Unit is not null)?.Unit,
            })
            .Where(c => !c.Amount.IsZero)
            .OrderByDescending(c => Math.Abs(c.Amount.Cents)),
    ];

    private static IEnumerable<ChangeCause> OfCharge(BillStatementLine[] now, BillStatementLine[] before)
    {
        var line = now.Length > 0 ? now[0] : before[0];
        var difference = now.Select(l => l.Amount).Sum() - before.Select(l => l.Amount).Sum();
        if (line.ChargeKind is ChargeKind.Penalty or ChargeKind.Fee)
        {
            return [new(ChangeKind.LateCharge, null, difference)];
        }

        if (now.Length != 1 || before.Length != 1)
        {
            return [new(ChangeKind.Other, line.Service, difference)];
        }

        return now[0].Explanation.Kind switch
        {
            "percent" => [new(ChangeKind.Taxes, null, difference)],
            "uniform" or "tiered" => UseAndRate(now[0], before[0]),
            _ when now[0].Explanation.ScheduleVersion != before[0].Explanation.ScheduleVersion =>
                [new(ChangeKind.Rates, null, difference)],
            _ => [new(ChangeKind.Other, line.Service, difference)],
        };
    }

    /// <summary>
    /// Splits the difference in two. The larger of the two uses went through every tier that the smaller one did, so
    /// its own tiers can price the smaller one: what differs at equal use is the rate, the rest is the use.
    /// </summary>
    private static IEnumerable<ChangeCause> UseAndRate(BillStatementLine now, BillStatementLine before)
    {
        var (explained, explainedBefore) = (now.Explanation, before.Explanation);
        var rate = explained.Quantity >= explainedBefore.Quantity
            ? Price(explained, explainedBefore.Quantity) - before.Amount
            : now.Amount - Price(explainedBefore, explained.Quantity);
        if (explained.ScheduleVersion == explainedBefore.ScheduleVersion && explained.Kind == explainedBefore.Kind)
        {
            rate = Usd.Zero;
        }

        yield return new(ChangeKind.Rates, null, rate);
        yield return new(ChangeKind.Use, now.Service, now.Amount - before.Amount - rate)
        {
            Quantity = explained.UsedQuantity ?? explained.Quantity,
            QuantityBefore = explainedBefore.UsedQuantity ?? explainedBefore.Quantity,
            Unit = explained.Unit,
        };
    }

    private static Usd Price(LineExplanation line, decimal quantity) => line.Tiers is { } tiers
        ? Usd.FromRate(1m, tiers.Sum(t =>
            t.Rate * Math.Max(0m, Math.Min(quantity, t.To ?? decimal.MaxValue) - t.From)))
        : Usd.FromRate(line.Rate ?? 0m, quantity);
}

/// <summary>One reason for a difference.</summary>
/// <param name="Service">The service it belongs to; null when it concerns the bill as a whole.</param>
/// <param name="Amount">Its part of the difference.</param>
public sealed record ChangeCause(ChangeKind Kind, UtilityService? Service, Usd Amount)
{
    /// <summary>Used now, for <see cref="ChangeKind.Use"/>.</summary>
    public decimal? Quantity { get; init; }

    public decimal? QuantityBefore { get; init; }

    public string? Unit { get; init; }
}

public enum ChangeKind
{
    /// <summary>More or less was used.</summary>
    Use,

    /// <summary>The city's rates changed.</summary>
    Rates,

    /// <summary>Taxes and other charges reckoned in percent.</summary>
    Taxes,

    LateCharge,

    /// <summary>A charge began, ended or changed for another reason, such as another cart.</summary>
    Other,
}
