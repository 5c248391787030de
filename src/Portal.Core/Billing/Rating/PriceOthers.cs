using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>Charges reckoned on other lines: percents, least amounts, discounts.</summary>
internal static class PriceOthers
{
    internal static ChargeLine? Percent(PercentCharge charge, Pricing pricing)
    {
        var (row, _) = pricing.Find(charge.Prices);
        if (row is null || IsExempt(charge, pricing))
        {
            return null;
        }

        var (cents, others) = (0m, 0L);
        foreach (var (_, line) in pricing.Own)
        {
            cents += Counts(charge, line) ? line.Amount.Cents : 0;
        }

        foreach (var line in pricing.Others)
        {
            others += Counts(charge, line) ? line.Amount.Cents : 0;
        }

        cents += others == 0 ? 0m : others * pricing.Sheet!.ShareOfOthers(charge, pricing);
        if (cents == 0m)
        {
            return null;
        }

        var dollars = Math.Round(cents / 100m, 12);
        var amount = Usd.FromRate(row.Rate / 100m, dollars);
        var why = pricing.Why("percent", charge, row, dollars, "USD") with { Rate = row.Rate, Over = charge.Over };
        var share = pricing.PartOf(charge) * pricing.Share;
        if (charge.MostDollars is not { } most)
        {
            return pricing.Line(charge, amount, why);
        }

        var charged = pricing.Sheet!.ChargedCents(charge, pricing);
        var left = new Usd(Math.Max(0L, Pricing.Round(most * share).Cents - charged));
        return amount > left
            ? pricing.Line(charge, left, why with { InsteadOfCents = amount.Cents })
            : pricing.Line(charge, amount, why);
    }

    /// <summary>True for a tax that the customer does not pay.</summary>
    internal static bool IsExempt(PercentCharge charge, Pricing pricing) =>
        charge.IsTax && pricing.Use.Exemptions.Contains(charge.Code);

    internal static ChargeLine? Minimum(MinimumCharge charge, Pricing pricing)
    {
        var (row, _) = pricing.Find(charge.Prices);
        if (row is null)
        {
            return pricing.NoPrice(charge);
        }

        var reached = Usd.Zero;
        foreach (var (_, line) in pricing.Own)
        {
            reached = charge.Over.Contains(line.ChargeCode) ? reached + line.Amount : reached;
        }

        var part = pricing.PartOf(charge);
        var share = part * pricing.Share;
        var least = Pricing.Round(row.Rate * share);
        return least <= reached
            ? null
            : pricing.Line(charge, least - reached, pricing.Why("minimum", charge, row, 1m, "each") with
            {
                Rate = row.Rate,
                Over = charge.Over,
                InsteadOfCents = reached.Cents,
                Part = pricing.PartPeriod(part),
            });
    }

    /// <summary>Makes the lines named less, for who is in the program; it is no line itself.</summary>
    internal static ChargeLine? TakeOff(DiscountCharge charge, Pricing pricing)
    {
        if (!pricing.Use.Discounts.Contains(charge.Program))
        {
            return null;
        }

        var share = pricing.PartOf(charge) * pricing.Share;
        var left = charge.Dollars is { } dollars ? Pricing.Round(dollars * share) : (Usd?)null;
        foreach (var (place, line) in pricing.Own.ToList())
        {
            // A price published for the program is the discount already.
            if (!charge.Over.Contains(line.ChargeCode)
                || line.Explanation.Discounts?.Any(d => d.Program == charge.Program) == true)
            {
                continue;
            }

            var off = left ?? Usd.FromRate((charge.Percent ?? 0m) / 100m, line.Amount.ToDollars());
            off = Usd.Min(line.Amount, off);
            left -= off;
            if (!off.IsPositive)
            {
                continue;
            }

            var part = new DiscountPart(charge.Program, charge.Label, charge.Percent, off.Cents, charge.Funding);
            pricing.Lines[place] = line with
            {
                Amount = line.Amount - off,
                Explanation = line.Explanation with { Discounts = [.. line.Explanation.Discounts ?? [], part] },
            };
        }

        return null;
    }

    private static bool Counts(PercentCharge charge, ChargeLine line) =>
        charge.Over.Contains(line.ChargeCode)
        || (line.Kind == ChargeKind.Service && charge.OverServices?.Contains(line.Service) == true);
}
