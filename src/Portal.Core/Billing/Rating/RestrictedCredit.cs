using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// A credit that may only pay certain charges: what a customer earns with solar power pays for electricity and never
/// for water, sewer or refuse (Roseville CA).
/// </summary>
/// <param name="Code">Charge that earned it.</param>
/// <param name="Pays">Codes of the charges it may pay.</param>
public sealed record RestrictedCredit(string Code, Usd Amount, IReadOnlyList<string> Pays)
{
    /// <summary>What the uses of one bill earn.</summary>
    public static IReadOnlyList<RestrictedCredit> Earned(IReadOnlyList<RatedUse> uses)
    {
        var credits = new List<RestrictedCredit>();
        foreach (var use in uses)
        {
            var pricing = new Pricing(use);
            foreach (var charge in use.Schedule.Charges.OfType<ExportCredit>())
            {
                var amount = pricing.Find(charge.Prices).Row is { } row
                    ? Pricing.Round(row.Rate * use.Exported * pricing.Share)
                    : Usd.Zero;
                if (amount.IsPositive)
                {
                    credits.Add(new(charge.Code, amount, charge.Pays));
                }
            }
        }

        return credits;
    }

    /// <summary>
    /// Shares credits out over lines, oldest credit first, each only to charges it may pay. What is left is carried to
    /// the next bill, or settled when the year is trued up.
    /// </summary>
    /// <returns>For each use of a credit the line's place and the amount; and what remains of every credit.</returns>
    public static (IReadOnlyList<(int Line, string Code, Usd Amount)> Uses, IReadOnlyList<RestrictedCredit> Left) Apply(
        IReadOnlyList<ChargeLine> lines, IReadOnlyList<RestrictedCredit> credits)
    {
        var open = lines.Select(line => line.Amount).ToArray();
        var uses = new List<(int Line, string Code, Usd Amount)>();
        var left = new List<RestrictedCredit>();
        foreach (var credit in credits)
        {
            var rest = credit.Amount;
            for (var place = 0; place < open.Length && rest.IsPositive; place++)
            {
                var paid = credit.Pays.Contains(lines[place].ChargeCode) ? Usd.Min(rest, open[place]) : Usd.Zero;
                if (paid.IsPositive)
                {
                    (rest, open[place]) = (rest - paid, open[place] - paid);
                    uses.Add((place, credit.Code, paid));
                }
            }

            left.Add(credit with { Amount = rest });
        }

        return (uses, left);
    }
}
