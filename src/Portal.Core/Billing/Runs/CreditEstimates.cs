using Portal.Core.Accounts;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>What goes back on a line of an estimated bill, now that the meter was read.</summary>
internal sealed record EstimateCredit(Guid BillId, int LineNo, Usd Amount);

/// <summary>What goes back because of one meter, as the bill says it.</summary>
internal sealed record MeterCredit(string MeterNumber, IReadOnlyList<TrueUpPart> Parts);

/// <summary>
/// Prices what estimates had too much: each estimated bill is priced again with fewer units, meter after meter, by the
/// versions that priced it then, taxes and sewer with it, and the difference of each line goes back on that line
/// (domain.md §1.5). Only where the bill, priced again as it was, comes to what it charged, and nobody else paid a part
/// of it: otherwise a person has to look.
/// </summary>
internal static class CreditEstimates
{
    /// <summary>What goes back for one account.</summary>
    internal sealed record Answer(IReadOnlyList<EstimateCredit> Credits, IReadOnlyList<MeterCredit> Meters);

    /// <returns>Null when it cannot be worked out for certain.</returns>
    internal static Answer? For(
        IReadOnlyList<(PointInputs Point, IReadOnlyList<TrueUpEstimates.Correction> Back)> tooMuch, RateBook book)
    {
        var bills = new Dictionary<Guid, Bill>();
        var meters = new List<MeterCredit>();
        foreach (var (point, corrections) in tooMuch)
        {
            var parts = new List<TrueUpPart>();
            foreach (var correction in corrections)
            {
                var period = point.Estimates.Single(e => e.From == correction.From && e.To == correction.To);
                if (!bills.TryGetValue(period.BillId, out var bill))
                {
                    if (Bill.Of(period, book) is not { } found)
                    {
                        return null;
                    }

                    bills.Add(period.BillId, bill = found);
                }

                if (bill.Less(point.MeterNumber!, correction.Quantity, book) is not { } back)
                {
                    return null;
                }

                parts.Add(new(correction.From, correction.To, -correction.Quantity, back.Cents));
            }

            meters.Add(new(point.MeterNumber!, parts));
        }

        return new([.. bills.Values.SelectMany(b => b.Credits())], meters);
    }

    /// <summary>An estimated bill, as it would have been with what is known by now.</summary>
    private sealed class Bill(EstimatedPeriod period, Dictionary<(UtilityService, string), Usd> sums)
    {
        private BillInputs _inputs = period.Inputs;
        private Dictionary<(UtilityService, string), Usd> _sums = sums;

        /// <summary>Null when it does not come to what it charged, or others paid a part of it.</summary>
        internal static Bill? Of(EstimatedPeriod period, RateBook book)
        {
            if (period.Lines.Any(l => l.HasDiscount) || Sums(period.Inputs.Price(book)) is not { } sums)
            {
                return null;
            }

            var charged = Charged(period);
            return charged.Count == sums.Count && charged.All(c => sums.GetValueOrDefault(c.Key) == c.Value)
                ? new(period, sums)
                : null;
        }

        /// <summary>Prices it with other use of one meter.</summary>
        /// <returns>What goes back; null where a line would come to more.</returns>
        internal Usd? Less(string meter, decimal quantity, RateBook book)
        {
            // Of two places, nobody kept which sewer goes with which meter.
            if (_inputs.Points.Count(p => p.Service == "sewer") > 1)
            {
                return null;
            }

            var inputs = _inputs.Less(meter, quantity);
            if (Sums(inputs.Price(book)) is not { } now
                || now.Any(n => n.Value > _sums.GetValueOrDefault(n.Key)))
            {
                return null;
            }

            var back = _sums.Values.Sum() - now.Values.Sum();
            (_inputs, _sums) = (inputs, now);
            return back;
        }

        /// <summary>What goes back on each of its lines.</summary>
        internal IEnumerable<EstimateCredit> Credits()
        {
            var left = Charged(period).ToDictionary(c => c.Key, c => c.Value - _sums.GetValueOrDefault(c.Key));
            foreach (var line in period.Lines)
            {
                var key = (line.Service, line.Code);
                var back = Usd.Min(line.Amount, left[key]);
                left[key] -= back;
                if (back.IsPositive)
                {
                    yield return new(period.BillId, line.No, back);
                }
            }
        }

        private static Dictionary<(UtilityService, string), Usd> Charged(EstimatedPeriod period) =>
            period.Lines.GroupBy(l => (l.Service, l.Code), l => l.Amount).ToDictionary(l => l.Key, l => l.Sum());

        private static Dictionary<(UtilityService, string), Usd>? Sums(Outcome<IReadOnlyList<ChargeLine>> priced) =>
            priced is Outcome<IReadOnlyList<ChargeLine>>.Done(var lines)
                ? lines.GroupBy(l => (RunWords.Service(l.Service), l.ChargeCode), l => l.Amount)
                    .ToDictionary(l => l.Key, l => l.Sum())
                : null;
    }
}
