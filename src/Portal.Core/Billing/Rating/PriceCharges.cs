using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Prices the services of one bill: the only code of the portal that turns use into charges. Pure: the same
/// use and schedules give the same lines. Formulas: domain.md §1.2; each line is rounded half-up (§1.1).
/// Refused: a use that the schedule has no price for, and use below zero.
/// </summary>
public static class PriceCharges
{
    /// <summary>Lines in the order of the uses and of the charges in their schedules.</summary>
    public static Outcome<IReadOnlyList<ChargeLine>> For(params IReadOnlyList<RatedUse> uses)
    {
        var lines = new List<ChargeLine>();
        foreach (var use in uses)
        {
            if (use.Quantity < 0)
            {
                return new Refusal("Rates_NegativeUse", use.Schedule.Service, use.Quantity);
            }

            foreach (var charge in use.Schedule.Charges)
            {
                var line = Price(charge, use, lines);
                if (line is null && charge is not PercentCharge)
                {
                    return NoPrice(charge, use);
                }

                if (line is not null)
                {
                    lines.Add(line);
                }
            }
        }

        return lines;
    }

    /// <summary>Cuts use into tiers. Quantities add up to the use above the first threshold.</summary>
    public static IReadOnlyList<TierPart> Split(IReadOnlyList<Tier> tiers, decimal use, TierRounding rounding)
    {
        var parts = new List<TierPart>(tiers.Count);
        var (dollars, cents) = (0m, 0L);
        for (var i = 0; i < tiers.Count; i++)
        {
            var (above, rate) = tiers[i];
            decimal? to = i + 1 < tiers.Count ? tiers[i + 1].Above : null;
            var quantity = Math.Max(0m, Math.Min(use, to ?? use) - above);
            dollars += quantity * rate;

            // Per charge, a tier gets what the rounded running total grows by, so that tiers always add up.
            var amount = rounding == TierRounding.PerTier
                ? Usd.FromRate(rate, quantity).Cents
                : Usd.FromRate(dollars, 1m).Cents - cents;
            cents += amount;
            if (quantity > 0 || i == 0)
            {
                parts.Add(new(above, to, quantity, rate, amount));
            }
        }

        return parts;
    }

    private static ChargeLine? Price(RateCharge charge, RatedUse use, List<ChargeLine> before) => charge switch
    {
        ServiceCharge service => Service(service, use),
        UniformUse uniform => Uniform(uniform, use),
        TieredUse tiered => Tiered(tiered, use),
        FlatCharge flat => At(charge, "flat", use, flat.Prices, use.Count),
        PercentCharge percent => Percent(percent, use, before),
        _ => throw new InvalidOperationException($"No formula for {charge.GetType().Name}."),
    };

    private static ChargeLine? At(
        RateCharge charge, string kind, RatedUse use, IReadOnlyList<PriceRow> prices, decimal quantity)
    {
        var row = prices.FirstOrDefault(p => p.Fits(use));
        return row is null
            ? null
            : Line(charge, use, Usd.FromRate(row.Rate, quantity), new()
            {
                Kind = kind,
                Label = charge.Label,
                Quantity = quantity,
                Unit = use.Schedule.Unit,
                Rate = row.Rate,
                MeterSize = row.MeterSizes is null ? null : use.MeterSize,
                Location = row.Location,
                Choice = row.Choice,
                ScheduleId = use.Schedule.Id,
                ScheduleVersion = use.Schedule.Version,
                FromOn = use.FromOn,
                ToOn = use.ToOn,
            });
    }

    private static ChargeLine? Service(ServiceCharge charge, RatedUse use) =>
        At(charge, "service", use, charge.Prices, 1m) is not { } line
            ? null
            : line with { Unit = "each", Explanation = line.Explanation with { Unit = "each" } };

    private static ChargeLine? Uniform(UniformUse charge, RatedUse use)
    {
        var charged = Math.Min(use.Quantity, charge.MostUnits ?? use.Quantity);
        return At(charge, "uniform", use, charge.Prices, charged) is not { } line
            ? null
            : line with
            {
                Explanation = line.Explanation with
                {
                    UsedQuantity = charged < use.Quantity ? use.Quantity : null,
                    Read = use.Read,
                },
            };
    }

    private static ChargeLine? Tiered(TieredUse charge, RatedUse use)
    {
        if (charge.Tables.FirstOrDefault(t => t.Fits(use)) is not { } table)
        {
            return null;
        }

        var parts = Split(table.Tiers, use.Quantity, use.Schedule.Rounding);
        return Line(charge, use, new(parts.Sum(p => p.AmountCents)), new()
        {
            Kind = "tiered",
            Label = charge.Label,
            Quantity = use.Quantity,
            Unit = use.Schedule.Unit,
            Tiers = parts,
            MeterSize = table.MeterSizes is null ? null : use.MeterSize,
            Location = table.Location,
            Choice = table.Choice,
            Read = use.Read,
            ScheduleId = use.Schedule.Id,
            ScheduleVersion = use.Schedule.Version,
            FromOn = use.FromOn,
            ToOn = use.ToOn,
        });
    }

    private static ChargeLine? Percent(PercentCharge charge, RatedUse use, List<ChargeLine> before)
    {
        var dollars = before.Where(l => charge.Over.Contains(l.ChargeCode)).Select(l => l.Amount).Sum().ToDollars();
        return dollars == 0 || At(charge, "percent", use, charge.Prices, dollars) is not { } line
            ? null
            : line with
            {
                Amount = Usd.FromRate(line.Explanation.Rate!.Value / 100m, dollars),
                Unit = "USD",
                Explanation = line.Explanation with { Over = charge.Over, Unit = "USD" },
            };
    }

    private static ChargeLine Line(RateCharge charge, RatedUse use, Usd amount, LineExplanation why) =>
        new(charge.Code, KindOf(charge), use.Schedule.Service, why.Quantity, why.Unit, why.Rate, amount,
            charge.Fund, charge.GlCode, why);

    private static ChargeKind KindOf(RateCharge charge) =>
        charge is PercentCharge { IsTax: true } ? ChargeKind.Tax : ChargeKind.Service;

    private static Refusal NoPrice(RateCharge charge, RatedUse use) => new(
        "Rates_NoPrice",
        charge.Code,
        $"{use.Schedule.Id} {use.Schedule.Version}",
        use.MeterSize ?? "–",
        use.Location,
        use.Choice ?? "–");
}
