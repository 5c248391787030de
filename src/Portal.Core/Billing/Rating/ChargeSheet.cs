using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// The charges of one bill while they are priced. A charge waits for what it is reckoned on, in its own schedule and
/// in those of other services, so that the order of services and of meters changes no amount; lines stand in the
/// order of the uses all the same. Refused: charges that are each reckoned on the other.
/// </summary>
internal sealed class ChargeSheet
{
    private readonly Pricing[] _parts;

    internal ChargeSheet(IReadOnlyList<RatedUse> uses) => _parts = [.. uses.Select(use => new Pricing(use, this))];

    internal IReadOnlyList<Pricing> Parts => _parts;

    internal Outcome<IReadOnlyList<ChargeLine>> Fill()
    {
        var left = _parts.Sum(p => p.Charges.Count);
        while (left > 0)
        {
            var before = left;
            foreach (var part in _parts)
            {
                for (var place = 0; place < part.Charges.Count; place++)
                {
                    if (part.IsPriced[place] || Waits(part, place))
                    {
                        continue;
                    }

                    part.Price(place);
                    left--;
                    if (part.WhyNot is { } refusal)
                    {
                        return refusal;
                    }
                }
            }

            if (left == before)
            {
                var stuck = _parts.First(p => p.IsPriced.Contains(false));
                var place = Array.IndexOf(stuck.IsPriced, false);
                return new Refusal("Rates_ReckonedOnEachOther", stuck.Charges[place].Code);
            }
        }

        return _parts.SelectMany(p => p.Lines).OfType<ChargeLine>().ToList();
    }

    /// <summary>
    /// The part of other services' lines that a percent of this use takes. Each day of them is taken once: meters of
    /// one service that all have the percent share it.
    /// </summary>
    internal decimal ShareOfOthers(PercentCharge charge, Pricing pricing)
    {
        var same = _parts.Where(p => p.Use.Schedule.Service == pricing.Use.Schedule.Service).ToList();
        var takers = same.Where(p => p.Charges.Any(c => c.Code == charge.Code && Takes(c, p))).ToList();
        var days = same.Max(p => p.Use.ToOn).DayNumber - same.Min(p => p.Use.FromOn).DayNumber;
        if (days <= 0)
        {
            return 1m / takers.Count;
        }

        var taken = 0m;
        foreach (var sharing in Enumerable.Range(pricing.FromOn.DayNumber, pricing.DaysPriced)
            .CountBy(day => takers.Count(t => t.FromOn.DayNumber <= day && day < t.ToOn.DayNumber)))
        {
            taken += sharing.Value / (decimal)sharing.Key;
        }

        return taken / days;
    }

    /// <summary>What other meters of the service have been charged for the same days: a limit is of a bill.</summary>
    internal long ChargedCents(PercentCharge charge, Pricing pricing) => _parts
        .Where(p => p != pricing && p.FromOn == pricing.FromOn && p.ToOn == pricing.ToOn
            && p.Use.Schedule.Service == pricing.Use.Schedule.Service)
        .SelectMany(p => p.Lines).OfType<ChargeLine>()
        .Where(line => line.ChargeCode == charge.Code).Sum(line => line.Amount.Cents);

    private static bool Takes(RateCharge charge, Pricing pricing) => charge is PercentCharge percent
        && !PriceOthers.IsExempt(percent, pricing) && pricing.Find(percent.Prices).Row is not null;

    private bool Waits(Pricing part, int place)
    {
        var charge = part.Charges[place];
        for (var before = 0; before < place; before++)
        {
            if (!part.IsPriced[before] && FollowsInSchedule(part.Charges[before], charge))
            {
                return true;
            }
        }

        return charge is PercentCharge percent && _parts.Any(other =>
            other.Use.Schedule.Service != part.Use.Schedule.Service && HasUnpriced(other, percent));
    }

    /// <summary>A charge follows those before it in its schedule; past a percent waits only what needs it.</summary>
    private static bool FollowsInSchedule(RateCharge before, RateCharge charge) => before is not PercentCharge percent
        || (charge switch
        {
            MinimumCharge minimum => minimum.Over.Contains(before.Code),
            PercentCharge later => later.Over.Contains(before.Code) || later.OverServices is not null,
            DiscountCharge discount => discount.Over.Contains(before.Code) || percent.OverServices is not null
                || discount.Over.Intersect(percent.Over).Any(),
            _ => false,
        });

    private static bool HasUnpriced(Pricing other, PercentCharge percent)
    {
        var all = percent.OverServices?.Contains(other.Use.Schedule.Service) == true;
        for (var place = 0; place < other.Charges.Count; place++)
        {
            var charge = other.Charges[place];
            if (!other.IsPriced[place] && (percent.Over.Contains(charge.Code)
                || (all && charge is not PercentCharge { IsTax: true })
                || (charge is DiscountCharge discount && discount.Over.Intersect(percent.Over).Any())))
            {
                return true;
            }
        }

        return false;
    }
}
