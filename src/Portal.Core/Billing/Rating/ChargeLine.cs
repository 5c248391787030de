using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>One priced line of a bill before it is issued.</summary>
/// <param name="ChargeCode">Code of the charge in its schedule.</param>
/// <param name="Kind">Whether it is a service or a tax: payments settle taxes first.</param>
/// <param name="Service">Service it belongs to.</param>
/// <param name="Quantity">Units charged.</param>
/// <param name="Unit">What they are units of.</param>
/// <param name="Rate">Dollars a unit, or percent; null where tiers hold one each.</param>
/// <param name="Amount">Rounded half-up to the cent, once, on this line.</param>
/// <param name="Fund">Fund that earns it.</param>
/// <param name="GlCode">GL account that is credited.</param>
/// <param name="Explanation">Why the amount is what it is; kept with the line.</param>
public sealed record ChargeLine(
    string ChargeCode,
    ChargeKind Kind,
    string Service,
    decimal Quantity,
    string Unit,
    decimal? Rate,
    Usd Amount,
    string Fund,
    string GlCode,
    LineExplanation Explanation)
{
    private bool HasQuantity => Explanation.Kind is "uniform" or "tiered" or "flat" or "stormwater";

    /// <summary>Discounts within <see cref="Amount"/>: what other funds pay to the fund that earns it.</summary>
    public IEnumerable<Subsidy> Subsidies => (Explanation.Discounts ?? [])
        .Select(d => new Subsidy(new(d.Cents), d.Funding.Fund, d.Funding.GlCode));

    /// <summary>What the fund earns: the amount and what discounts took off it.</summary>
    public Usd Earned => Amount + Subsidies.Select(s => s.Amount).Sum();

    /// <summary>The line as a bill takes it.</summary>
    /// <exception cref="ArgumentException">The service is none that this city bills.</exception>
    public PricedCharge ToPricedCharge() => new(
        ChargeCode,
        Kind,
        Enum.Parse<UtilityService>(Service.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        HasQuantity ? Quantity : null,
        HasQuantity ? Unit : null,
        Amount,
        Fund,
        GlCode,
        Explanation.ToJson())
    {
        Subsidies = Explanation.Discounts is null ? [] : [.. Subsidies],
    };
}

/// <summary>What a fund pays for a discount, from a GL account of its own.</summary>
public sealed record Subsidy(Usd Amount, string Fund, string GlCode);
