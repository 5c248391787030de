using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>Writes the next version of the rules, from a shipped pack or from an earlier version.</summary>
[RequestSizeLimit(LargestPack)]
public sealed class PackDraftModel(PortalDbContext db, DraftPack draftPack, BusinessClock clock) : PageModel
{
    private const int LargestPack = 1024 * 1024;

    [BindProperty]
    public Guid PackId { get; set; }

    [BindProperty]
    public DateOnly EffectiveOn { get; set; }

    [BindProperty]
    public string? Document { get; set; }

    /// <param name="from">The code of a shipped pack.</param>
    /// <param name="like">A version to begin with.</param>
    public async Task<IActionResult> OnGetAsync(string? from, Guid? like, CancellationToken ct)
    {
        (PackId, EffectiveOn) = (Guid.CreateVersion7(), clock.Today);
        var document = like is { } id
            ? await db.Set<PackVersion>().Where(p => p.Id == id).Select(p => p.Document).SingleOrDefaultAsync(ct)
            : RulePack.Shipped.FirstOrDefault(code => code == from) is { } code ? RulePack.ShippedText(code) : null;
        if (document is null) { return NotFound(); }

        Document = RulePack.Pretty(document);
        return Page();
    }

    public IActionResult OnGetSchema() => Content(RulePack.Schema(), "application/schema+json");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var by = Actor.Staff(User.Id());
        switch (await draftPack.RunAsync(new(PackId, EffectiveOn, Document ?? "", by), ct))
        {
            case Outcome<PackVersion>.Done(var version):
                return Redirect($"/office/delinquency/packs/{version.Id}");
            case Outcome<PackVersion>.Refused(var refusal):
                foreach (var why in refusal.All)
                {
                    ModelState.AddModelError(
                        why.Key == "Pack_DayPassed" ? nameof(EffectiveOn) : nameof(Document), why.Reason);
                }

                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
