using Npgsql;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Prices the bills of a month twice, under the rates in force and with a draft in their place, and adds up what
/// differs. Nothing is written. Bills are read one after the other, so a large city takes time and not memory.
/// </summary>
public sealed class WhatWouldChange
{
    /// <summary>How many of the largest changes are kept.</summary>
    public const int LargestKept = 50;

    /// <summary>Edges of the distribution, in dollars a bill.</summary>
    public static readonly IReadOnlyList<decimal> Edges = [-20m, -10m, -5m, -1m, 0m, 1m, 5m, 10m, 20m];

    private readonly SortedDictionary<(string Service, string Class), Totals> _totals = [];
    private readonly int[] _distribution = new int[Edges.Count + 2];
    private readonly PriorityQueue<BillDifference, long> _largest = new();

    private WhatWouldChange()
    {
    }

    public int Bills { get; private set; }

    /// <summary>Bills that the rates in force price otherwise than they were billed.</summary>
    public int NotAsBilled { get; private set; }

    /// <summary>Bills that one of the two books cannot price, with the first reason.</summary>
    public int NotPriced { get; private set; }

    public string? WhyNotPriced { get; private set; }

    public IEnumerable<Totals> ByServiceAndClass => _totals.Values;

    public Usd Before => _totals.Values.Select(t => t.Before).Sum();

    public Usd After => _totals.Values.Select(t => t.After).Sum();

    /// <summary>
    /// Bills by their change: index 0 is below the first edge; the unchanged are a place of their own in the middle.
    /// </summary>
    public IReadOnlyList<int> Distribution => _distribution;

    /// <summary>The largest changes, up or down, largest first.</summary>
    public IReadOnlyList<BillDifference> Largest =>
    [
        .. _largest.UnorderedItems.OrderByDescending(i => i.Priority).ThenBy(i => i.Element.Number)
            .Select(i => i.Element),
    ];

    /// <summary>The bills issued from a day to before another.</summary>
    /// <param name="inForce">The city's book.</param>
    /// <param name="draft">A book of the draft alone.</param>
    public static async Task<WhatWouldChange> RunAsync(
        NpgsqlConnection connection, RateBook inForce, RateBook draft, DateOnly from, DateOnly before,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(inForce);
        ArgumentNullException.ThrowIfNull(draft);
        var then = With(inForce, draft);
        var result = new WhatWouldChange();
        await foreach (var bill in LoadBillInputs.IssuedAsync(connection, from, before, ct))
        {
            result.Add(bill, bill.Price(inForce), bill.Price(then));
        }

        return result;
    }

    /// <summary>The book as if the draft held already: it replaces every version of its service and class.</summary>
    public static RateBook With(RateBook inForce, RateBook draft)
    {
        ArgumentNullException.ThrowIfNull(inForce);
        ArgumentNullException.ThrowIfNull(draft);
        var replaced = draft.Schedules.Select(s => (s.Service, s.CustomerClass)).ToHashSet();
        return new(
            [
                .. inForce.Schedules.Where(s => !replaced.Contains((s.Service, s.CustomerClass))),
                .. draft.Schedules.Select(s => s with { EffectiveOn = DateOnly.MinValue }),
            ],
            draft.Settings.Count == 0
                ? inForce.Settings
                : [.. draft.Settings.Select(s => s with { EffectiveOn = DateOnly.MinValue })]);
    }

    private void Add(
        BillInputs bill, Outcome<IReadOnlyList<ChargeLine>> before, Outcome<IReadOnlyList<ChargeLine>> after)
    {
        Bills++;
        if (before is not Outcome<IReadOnlyList<ChargeLine>>.Done(var old)
            || after is not Outcome<IReadOnlyList<ChargeLine>>.Done(var anew))
        {
            NotPriced++;
            WhyNotPriced ??= new[] { before, after }.OfType<Outcome<IReadOnlyList<ChargeLine>>.Refused>()
                .First().Refusal.Reason;
            return;
        }

        var (was, becomes) = (Sum(old), Sum(anew));
        NotAsBilled += was == bill.Charges ? 0 : 1;
        foreach (var point in bill.Points.DistinctBy(p => p.Service))
        {
            var key = (point.Service, point.CustomerClass);
            var totals = _totals.GetValueOrDefault(key) ?? new(point.Service, point.CustomerClass, 0, default, default);
            _totals[key] = totals with
            {
                Bills = totals.Bills + 1,
                Before = totals.Before + Sum(old, point.Service),
                After = totals.After + Sum(anew, point.Service),
            };
        }

        var difference = becomes - was;
        _distribution[Place(difference)]++;
        if (!difference.IsZero)
        {
            _largest.Enqueue(new(bill.AccountNumber, bill.Number, bill.CustomerClass, was, becomes),
                Math.Abs(difference.Cents));
            if (_largest.Count > LargestKept)
            {
                _largest.Dequeue();
            }
        }
    }

    private static int Place(Usd difference)
    {
        var dollars = difference.ToDollars();
        var middle = Edges.Count / 2;
        if (dollars == 0m)
        {
            return middle + 1;
        }

        var place = Edges.Count(edge => dollars < 0m ? edge <= dollars : edge < dollars);
        return dollars < 0m ? place : place + 1;
    }

    private static Usd Sum(IReadOnlyList<ChargeLine> lines, string? service = null)
    {
        var cents = 0L;
        foreach (var line in lines)
        {
            cents += service is null || line.Service == service ? line.Amount.Cents : 0;
        }

        return new(cents);
    }

    /// <summary>What one service would bring from one class of customer.</summary>
    public sealed record Totals(string Service, string Class, int Bills, Usd Before, Usd After);
}

/// <summary>One bill under both rates.</summary>
public sealed record BillDifference(string AccountNumber, long Number, string Class, Usd Before, Usd After)
{
    public Usd Change => After - Before;
}
