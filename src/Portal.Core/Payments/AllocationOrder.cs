using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>
/// The city's order of applying money (domain.md §3.1): which bill first, then which lines inside a bill. The default
/// is oldest bill first; inside a bill fees, taxes, penalties, then services with water last.
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
    /// </summary>
    /// <param name="items">Open items of one customer account, in any order.</param>
    /// <param name="money">Not negative.</param>
    public IReadOnlyList<(OpenItem Item, Usd Amount)> Share(IEnumerable<OpenItem> items, Usd money)
    {
        var shares = new List<(OpenItem, Usd)>();
        foreach (var item in Sort(items))
        {
            var part = Usd.Min(item.Open, money);
            if (part.IsPositive)
            {
                shares.Add((item, part));
                money -= part;
            }
        }

        return shares;
    }

    private IOrderedEnumerable<OpenItem> Sort(IEnumerable<OpenItem> items) =>
        (NewestFirst ? items.OrderByDescending(i => i.DueOn) : items.OrderBy(i => i.DueOn))
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
