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
    /// <summary>The line as a bill takes it.</summary>
    /// <exception cref="ArgumentException">The service is none that this city bills.</exception>
    public PricedCharge ToPricedCharge() => new(
        ChargeCode,
        Kind,
        Enum.Parse<UtilityService>(Service.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Explanation.Kind is "uniform" or "tiered" or "flat" ? Quantity : null,
        Explanation.Kind is "uniform" or "tiered" or "flat" ? Unit : null,
        Amount,
        Fund,
        GlCode,
        Explanation.ToJson());
}
