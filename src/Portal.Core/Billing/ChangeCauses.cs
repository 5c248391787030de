using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// Why a bill's new charges differ from those of the bill before, in a handful of causes that add up to the difference
/// to the cent. Made from the lines alone: their use, days, rates, estimates and discounts.
/// </summary>
public static class ChangeCauses
{
    /// <summary>Compares the lines of two bills of one account, the newer first.</summary>
    /// <param name="leaks">Meters that showed signs of a leak in the time of the newer one.</param>
    /// <returns>Largest first; none when nothing changed.</returns>
    public static IReadOnlyList<ChangeCause> Between(
        IReadOnlyCollection<BillStatementLine> lines, IReadOnlyCollection<BillStatementLine> linesBefore,
        IReadOnlyCollection<LeakingMeter>? leaks = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(linesBefore);
        return
        [
            .. lines.Concat(linesBefore)
                .Select(l => (l.PremiseId, l.Service, l.ChargeCode))
                .Distinct()
                .SelectMany(of => OfCharge(
                    [.. lines.Where(Is(of))], [.. linesBefore.Where(Is(of))],
                    WhyUse(lines.Where(SameMeter(of)), linesBefore.Where(SameMeter(of)),
                        leaks?.Any(l => l.PremiseId == of.PremiseId && l.Feeds(of.Service)) == true)))
                .GroupBy(c => (c.Kind, c.Service))
                .Select(g => g.Aggregate((a, b) => a with { Amount = a.Amount + b.Amount }) with
                {
                    Used = g.Select(c => c.Used).OfType<UseChange>().Distinct().ToList() is [var one] ? one : null,
                })
                .Where(c => !c.Amount.IsZero)
                .OrderByDescending(c => Math.Abs(c.Amount.Cents)),
        ];
    }

    /// <summary>A charge may stand on a bill for several places, each by itself.</summary>
    private static Func<BillStatementLine, bool> Is((Guid PremiseId, UtilityService Service, string Code) of) =>
        line => line.PremiseId == of.PremiseId && line.Service == of.Service && line.ChargeCode == of.Code;

    /// <summary>Sewer is reckoned by the water of the place; electricity has a meter of its own.</summary>
    private static Func<BillStatementLine, bool> SameMeter((Guid PremiseId, UtilityService Service, string Code) of) =>
        line => line.PremiseId == of.PremiseId
            && (line.Service == UtilityService.Electric) == (of.Service == UtilityService.Electric);

    /// <summary>
    /// What to call a difference of use. Where one of the bills counted an estimate, the two cannot be told apart from
    /// it, and a higher use with signs of a leak is not simply more use.
    /// </summary>
    private static ChangeKind WhyUse(
        IEnumerable<BillStatementLine> now, IEnumerable<BillStatementLine> before, bool mayLeak) =>
        now.Any(IsEstimated) ? ChangeKind.Estimated
        : before.Any(IsEstimated) ? ChangeKind.CorrectsEstimate
        : mayLeak ? ChangeKind.Leak
        : ChangeKind.Use;

    private static bool IsEstimated(BillStatementLine line) => line.Explanation.Read is { Estimated: true };

    private static IEnumerable<ChangeCause> OfCharge(
        BillStatementLine[] now, BillStatementLine[] before, ChangeKind why)
    {
        var line = now.Length > 0 ? now[0] : before[0];
        if (line.ChargeKind is ChargeKind.Penalty or ChargeKind.Fee)
        {
            return [new(ChangeKind.LateCharge, null, Billed(now) - Billed(before))];
        }

        // Discounts stand within lines; what is compared is the regular price, and they are a cause of their own.
        var discount = new ChangeCause(ChangeKind.Discount, null, Discounts(before) - Discounts(now));
        return [.. Regular(now, before, line, why), discount];
    }

    private static IEnumerable<ChangeCause> Regular(
        BillStatementLine[] now, BillStatementLine[] before, BillStatementLine line, ChangeKind why)
    {
        var difference = Price(now) - Price(before);
        if (now.Length == 0 || before.Length == 0)
        {
            return [new(ChangeKind.Other, line.Service, difference)];
        }

        if (now.Concat(before).All(l => l.Explanation.Kind == "percent"))
        {
            return [new(ChangeKind.Taxes, null, difference)];
        }

        if (now.Concat(before).Any(l => l.Explanation.Winter is not null))
        {
            return [new(ChangeKind.WinterAverage, line.Service, difference)];
        }

        if (UsePrices.Of(now) is { } used && UsePrices.Of(before) is { } usedBefore)
        {
            return UseAndRate(used, usedBefore, difference, line.Service, why);
        }

        return
        [
            Days(now) != Days(before) && now.Concat(before).Any(l => l.Explanation.Part is not null)
                ? new(ChangeKind.Days, null, difference)
                : SameVersions(now, before)
                    ? new(ChangeKind.Other, line.Service, difference)
                    : new(ChangeKind.Rates, null, difference),
        ];
    }

    /// <summary>
    /// Splits the difference in three. The larger of the two uses went through every tier that the smaller one did, so
    /// its own tiers can price the smaller one: what differs at equal use is the rate. Of the rest, what the same use a
    /// day would have cost over the other number of days is the days, and what is left is the use.
    /// </summary>
    private static IEnumerable<ChangeCause> UseAndRate(
        UsePrices now, UsePrices before, Usd difference, UtilityService service, ChangeKind why)
    {
        var by = now.Quantity >= before.Quantity ? now : before;
        var rate = now.Quantity == before.Quantity ? difference
            : SameVersions(now.Lines, before.Lines) ? Usd.Zero
            : by == now ? now.Of(before.Quantity) - before.Amount
            : now.Amount - before.Of(now.Quantity);
        var longer = before.Quantity * now.Days / Math.Max(1, before.Days);
        var days = now.Days == before.Days || longer > by.Covered || now.Quantity == before.Quantity
            ? Usd.Zero
            : by.Of(longer) - by.Of(before.Quantity);
        yield return new(ChangeKind.Rates, null, rate);
        yield return new(ChangeKind.Days, null, days);
        yield return new(
            why == ChangeKind.Leak && now.Used <= before.Used ? ChangeKind.Use : why, service,
            difference - rate - days)
        {
            Used = new(now.Used, before.Used, now.Days, before.Days, now.Unit),
        };
    }

    private static bool SameVersions(BillStatementLine[] now, BillStatementLine[] before) =>
        now.Select(Version).ToHashSet().SetEquals(before.Select(Version));

    private static (string, int, string) Version(BillStatementLine line) =>
        (line.Explanation.ScheduleId, line.Explanation.ScheduleVersion, line.Explanation.Kind);

    private static Usd Billed(IEnumerable<BillStatementLine> lines) => lines.Select(l => l.Amount).Sum();

    private static Usd Price(IReadOnlyCollection<BillStatementLine> lines) => Billed(lines) + Discounts(lines);

    private static Usd Discounts(IEnumerable<BillStatementLine> lines) =>
        new(lines.Sum(l => (l.Explanation.Discounts ?? []).Sum(d => d.Cents)));

    /// <summary>Days charged; where rates changed within, those of each version together.</summary>
    internal static int Days(IEnumerable<BillStatementLine> lines) =>
        lines.Select(l => (l.Explanation.FromOn, l.Explanation.ToOn)).Distinct()
            .Sum(d => d.ToOn.DayNumber - d.FromOn.DayNumber);
}
