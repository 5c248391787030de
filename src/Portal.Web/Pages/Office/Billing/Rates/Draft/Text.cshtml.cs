using Microsoft.AspNetCore.Mvc;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>A draft as the text of its rate file, for what the table of prices does not show.</summary>
public sealed class TextModel(PortalDbContext db, EditDraft editDraft, Words<RatesBook> words)
    : DraftPage(db, editDraft)
{
    [BindProperty]
    public string? Json { get; set; }

    public IReadOnlyList<RateFault> Faults { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct)) { return NotFound(); }

        (Seen, Note) = (Shown.RowVersion, Shown.Note);
        Json = RateDocument.Parse(Shown.Document).ToJson();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct)) { return NotFound(); }

        Faults = RateDocument.Check(Json ?? "").Faults;
        if (Faults.Count == 0) { return await SaveAsync(id, Json!, ct); }

        ModelState.AddModelError(nameof(Json), words["Faults_Count", Faults.Count]);
        return Page();
    }
}
