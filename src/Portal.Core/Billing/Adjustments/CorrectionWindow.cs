using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// How far back what was billed may be corrected, by the city's billing settings: so many months for charging more, and
/// so many for giving back (domain §1.3: 12 in Sebring FL, 4 in Wood Village OR, up to 60 in Bremen IN).
/// </summary>
public static class CorrectionWindow
{
    /// <param name="billedOn">Day of the bill or charge.</param>
    /// <param name="chargesMore">True for back-billing, false for what is given back.</param>
    /// <returns>Why it is too late; null when it is not.</returns>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, DateOnly billedOn, bool chargesMore, DateOnly today, CancellationToken ct)
    {
        var settings = await LoadRateBook.SettingsOnAsync(db, today, ct);
        var months = chargesMore ? settings.BackBillingMonths : settings.CorrectionMonths;
        return billedOn >= today.AddMonths(-months) ? null
            : new(chargesMore ? "Adjust_TooOldToCharge" : "Adjust_TooOldToCredit", billedOn, months);
    }
}
