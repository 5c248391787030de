using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>What goes back on a line of an estimated bill, now that the meter was read.</summary>
internal sealed record EstimateCredit(Guid BillId, int LineNo, Usd Amount);

/// <summary>
/// Prices what estimates had too much: each estimated bill is priced again with fewer units, by the versions that
/// priced it then, taxes and sewer with it, and the difference of each line goes back on that line (domain.md §1.5).
/// Only where the bill, priced again as it was, comes to what it charged: otherwise a person has to look.
/// </summary>
internal static class CreditEstimates
{
    /// <summary>What goes back for one period, as the bill says it.</summary>
    internal sealed record Answer(IReadOnlyList<EstimateCredit> Credits, IReadOnlyList<TrueUpPart> Parts);

    /// <returns>Null when it cannot be worked out for certain.</returns>
    internal static Answer? For(
        PointInputs point, IReadOnlyList<TrueUpEstimates.Correction> corrections, RateBook book)
    {
        var credits = new List<EstimateCredit>();
        var parts = new List<TrueUpPart>();
        foreach (var correction in corrections)
        {
            var period = point.Estimates.Single(e => e.From == correction.From && e.To == correction.To);
            if (Lines(period, point.MeterNumber!, correction.Quantity, book) is not { } of)
            {
                return null;
            }

            credits.AddRange(of);
            parts.Add(new(
                correction.From, correction.To, -correction.Quantity, of.Sum(c => c.Amount.Cents)));
        }

        return new(credits, parts);
    }

    private static List<EstimateCredit>? Lines(EstimatedPeriod period, string meter, decimal quantity, RateBook book)
    {
        if (period.Lines.Any(l => l.HasDiscount)
            || Sums(period.Inputs.Price(book)) is not { } before
            || Sums(period.Inputs.Less(meter, quantity).Price(book)) is not { } now)
        {
            return null;
        }

        var charged = period.Lines.GroupBy(l => (l.Service, l.Code), l => l.Amount)
            .ToDictionary(l => l.Key, l => l.Sum());
        if (charged.Count != before.Count || charged.Any(c => before.GetValueOrDefault(c.Key) != c.Value)
            || now.Any(n => n.Value > before.GetValueOrDefault(n.Key)))
        {
            return null;
        }

        var credits = new List<EstimateCredit>();
        var left = charged.ToDictionary(c => c.Key, c => c.Value - now.GetValueOrDefault(c.Key));
        foreach (var line in period.Lines)
        {
            var key = (line.Service, line.Code);
            var back = Usd.Min(line.Amount, left[key]);
            left[key] -= back;
            if (back.IsPositive)
            {
                credits.Add(new(period.BillId, line.No, back));
            }
        }

        return credits;
    }

    private static Dictionary<(UtilityService, string), Usd>? Sums(Outcome<IReadOnlyList<ChargeLine>> priced) =>
        priced is Outcome<IReadOnlyList<ChargeLine>>.Done(var lines)
            ? lines.GroupBy(l => (RunWords.Service(l.Service), l.ChargeCode), l => l.Amount)
                .ToDictionary(l => l.Key, l => l.Sum())
            : null;
}
