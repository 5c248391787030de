using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>The prices of a draft as a table to type in.</summary>
public sealed class PricesModel(PortalDbContext db, EditDraft editDraft, Words<RatesBook> words)
    : DraftPage(db, editDraft)
{
    [BindProperty]
    public DateOnly? EffectiveOn { get; set; }

    [BindProperty]
    public List<Figure> Figures { get; set; } = [];

    public RateSchedule Schedule { get; private set; } = null!;

    public IReadOnlyList<RatePrice> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        (Seen, Note, EffectiveOn) = (Shown.RowVersion, Shown.Note, Schedule.EffectiveOn);
        Figures = [.. Rows.Select(p => new Figure { Above = Plain(p.Above), Rate = Plain(p.Rate) })];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var typed = Figures.Take(Rows.Count).Select((figure, i) => (
            Above: Rows[i].Tier is null ? null : Read($"Figures[{i}].Above", figure.Above),
            Rate: Read($"Figures[{i}].Rate", figure.Rate) ?? 0m)).ToList();
        if (EffectiveOn is null) { ModelState.AddModelError(nameof(EffectiveOn), words["Prices_NoDay"]); }
        if (typed.Count != Rows.Count) { ModelState.AddModelError("", words["Prices_Other"]); }
        Figures = [.. Rows.Select((p, i) => Figures.ElementAtOrDefault(i) ?? new())];
        if (!ModelState.IsValid) { return Page(); }

        var schedule = RatePrices.With(Schedule, typed) with { EffectiveOn = EffectiveOn!.Value };
        return await SaveAsync(id, RateDocument.Of(schedule).ToJson(), ct);
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || Shown.IsSettings) { return false; }

        Schedule = Shown.Read().Schedules[0];
        Rows = RatePrices.Of(Schedule);
        return true;
    }

    private decimal? Read(string name, string? typed)
    {
        var text = (typed ?? "").Trim().TrimStart('$');
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        ModelState.AddModelError(name, words["Prices_NotANumber"]);
        return null;
    }

    private static string? Plain(decimal? number) => number?.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>What is typed in one row.</summary>
    public sealed class Figure
    {
        public string? Above { get; set; }

        public string? Rate { get; set; }
    }
}
