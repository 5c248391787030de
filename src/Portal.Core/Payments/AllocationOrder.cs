using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Payments;

/// <summary>
/// The city's order of applying money (domain.md §3.1): which bill first, then which lines inside a bill. The default
/// is oldest bill first; inside a bill fees, taxes, penalties, then services with water last. What is in dispute comes
/// after all the rest, so that who pays the undisputed part owes nothing late.
/// </summary>
public sealed record AllocationOrder
{
    public static readonly AllocationOrder Default = new();

    /// <summary>Newest bill first instead, as some ordinances have it.</summary>
    public bool NewestFirst { get; init; }

    public IReadOnlyList<ChargeKind> Kinds { get; init; } =
        [ChargeKind.Fee, ChargeKind.Tax, ChargeKind.Penalty, ChargeKind.Service];

    public IReadOnlyList<UtilityService> Services { get; init; } =
    [
        UtilityService.Refuse, UtilityService.Stormwater, UtilityService.Sewer, UtilityService.FireLine,
        UtilityService.Irrigation, UtilityService.Electric, UtilityService.Water,
    ];

    /// <summary>
    /// Shares money out over open items in order. The caller writes the rows; what is left over stays unapplied.
    /// What is disputed gets none: it waits as credit for the decision (domain.md §3.1).
    /// </summary>
    /// <param name="items">Open items of one customer account, in any order.</param>
    /// <param name="money">Not negative.</param>
    /// <param name="promise">
    /// Of an account with an active arrangement: what it covers falls due as was agreed, and money goes to what falls
    /// due first (decision 0032).
    /// </param>
    public IReadOnlyList<(OpenItem Item, Usd Amount)> Share(
        IEnumerable<OpenItem> items, Usd money, PaymentPromise? promise = null)
    {
        var sorted = Sort(items.Where(i => !i.IsDisputed)).ToList();
        var shares = new Dictionary<OpenItem, Usd>();
        foreach (var (item, most) in promise is null ? sorted.Select(i => (i, i.Open)) : Promised(sorted, promise))
        {
            var part = Usd.Min(most, money);
            if (part.IsPositive)
            {
                shares[item] = shares.GetValueOrDefault(item) + part;
                money -= part;
            }
        }

        return [.. sorted.Where(shares.ContainsKey).Select(i => (i, shares[i]))];
    }

    /// <summary>The items, or parts of them, by the days on which they are to be paid.</summary>
    private static IEnumerable<(OpenItem Item, Usd Most)> Promised(List<OpenItem> sorted, PaymentPromise promise)
    {
        var covered = sorted.Where(i => promise.Covered.ContainsKey(i.Id))
            .ToDictionary(i => i, i => Usd.Min(i.Open, promise.Covered[i.Id]));
        var current = new Queue<(OpenItem Item, Usd Most)>(
            sorted.Select(i => (i, i.Open - covered.GetValueOrDefault(i))).Where(i => i.Item2.IsPositive)
                .OrderBy(i => i.i.DueOn));
        foreach (var step in promise.Steps(covered.Values.Sum()).Where(s => s.Unpaid.IsPositive))
        {
            while (current.TryPeek(out var next) && next.Item.DueOn < step.DueOn)
            {
                yield return current.Dequeue();
            }

            var left = step.Unpaid;
            foreach (var item in sorted.Where(i => covered.GetValueOrDefault(i).IsPositive))
            {
                var part = Usd.Min(covered[item], left);
                (covered[item], left) = (covered[item] - part, left - part);
                yield return (item, part);
            }
        }

        foreach (var rest in current)
        {
            yield return rest;
        }
    }

    private IOrderedEnumerable<OpenItem> Sort(IEnumerable<OpenItem> items) =>
        items.OrderBy(i => NewestFirst ? -i.DueOn.DayNumber : i.DueOn.DayNumber)
            .ThenBy(i => NewestFirst ? -i.BilledOn.DayNumber : i.BilledOn.DayNumber)
            .ThenBy(i => i.SourceId)
            .ThenBy(i => Place(Kinds, i.ChargeKind))
            .ThenBy(i => Place(Services, i.Service))
            .ThenBy(i => i.LineNo);

    private static int Place<T>(IReadOnlyList<T> order, T value)
    {
        var place = order.ToList().IndexOf(value);
        return place < 0 ? int.MaxValue : place;
    }
}
