using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>
/// Which open items money settles first: the oldest bill, and within it fees, taxes, penalties, then refuse, sewer and
/// water, so that what can be shut off is settled last (domain.md §3.1, default of Lake Mary FL's list).
/// </summary>
public sealed class ApplicationOrder : IComparer<OpenItem>
{
    public static readonly ApplicationOrder OldestFirst = new();

    private ApplicationOrder()
    {
    }

    public int Compare(OpenItem? x, OpenItem? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Place(x).CompareTo(Place(y));
    }

    /// <summary>How an amount is shared out, in order; what is left over is a credit. Changes nothing.</summary>
    public IEnumerable<(OpenItem Item, Usd Amount)> Share(IEnumerable<OpenItem> items, Usd amount)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items.Where(i => i.Open.IsPositive).Order(this))
        {
            var part = Usd.Min(item.Open, amount);
            if (!part.IsPositive)
            {
                yield break;
            }

            amount -= part;
            yield return (item, part);
        }
    }

    private static (DateOnly, DateOnly, int, int, int, Guid) Place(OpenItem item) =>
        (item.DueOn, item.BilledOn, Rank(item.ChargeKind), Rank(item.Service), item.BillLineNo, item.Id);

    private static int Rank(ChargeKind kind) => kind switch
    {
        ChargeKind.Fee => 0,
        ChargeKind.Tax => 1,
        ChargeKind.Penalty => 2,
        ChargeKind.Service => 3,
        _ => throw new InvalidOperationException($"{kind} has no place in the order."),
    };

    private static int Rank(UtilityService service) => service switch
    {
        UtilityService.Refuse => 0,
        UtilityService.Sewer => 1,
        UtilityService.Water => 2,
        _ => throw new InvalidOperationException($"{service} has no place in the order."),
    };
}
