using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>The city's choices about billing, in a draft.</summary>
public sealed class SettingsModel(PortalDbContext db, EditDraft editDraft, Words<RatesBook> words)
    : DraftPage(db, editDraft)
{
    [BindProperty]
    public DateOnly? EffectiveOn { get; set; }

    [BindProperty]
    public VersionChange Change { get; set; }

    [BindProperty]
    public ProrationMethod Method { get; set; }

    [BindProperty]
    public TierProration Tiers { get; set; }

    [BindProperty]
    public TierRounding Rounding { get; set; }

    [BindProperty]
    public int? BackBilling { get; set; }

    [BindProperty]
    public int? Correction { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || !Shown.IsSettings) { return NotFound(); }

        var settings = Shown.Read().Settings[0];
        (Seen, Note, EffectiveOn) = (Shown.RowVersion, Shown.Note, settings.EffectiveOn);
        (Change, Rounding) = (settings.VersionChange, settings.Rounding);
        (Method, Tiers) = settings.Proration;
        (BackBilling, Correction) = (settings.BackBillingMonths, settings.CorrectionMonths);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || !Shown.IsSettings) { return NotFound(); }

        Need(nameof(EffectiveOn), EffectiveOn is not null, "Prices_NoDay");
        Need(nameof(BackBilling), BackBilling is >= 0 and <= 120, "Settings_NotMonths");
        Need(nameof(Correction), Correction is >= 0 and <= 120, "Settings_NotMonths");
        if (!ModelState.IsValid) { return Page(); }

        return await SaveAsync(id, RateDocument.Of(new BillingSettings
        {
            Version = Shown.Version,
            EffectiveOn = EffectiveOn!.Value,
            VersionChange = Change,
            Proration = new(Method, Tiers),
            Rounding = Rounding,
            BackBillingMonths = BackBilling!.Value,
            CorrectionMonths = Correction!.Value,
        }).ToJson(), ct);
    }

    /// <summary>The values of an enum as choices.</summary>
    public IEnumerable<SelectListItem> Of<T>(string name)
        where T : struct, Enum =>
        Enum.GetNames<T>().Select(value => new SelectListItem(words[$"{name}_{value}"], value));

    private void Need(string field, bool fulfilled, string why)
    {
        if (fulfilled) { return; }

        ModelState.Remove(field);
        ModelState.AddModelError(field, words[why]);
    }
}
