using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>Asks before a draft is put away for good.</summary>
public sealed class DiscardModel(PortalDbContext db, DiscardDraft discardDraft) : PageModel
{
    [BindProperty]
    public uint Seen { get; set; }

    public RateVersion Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is not { } version)
        {
            return NotFound();
        }

        (Shown, Seen) = (version, version.RowVersion);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        switch (await discardDraft.RunAsync(new(id, Seen, Actor.Staff(User.Id())), ct))
        {
            case Outcome<RateVersion>.Done:
                return Redirect("/office/billing/rates");
            case Outcome<RateVersion>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await OnGetAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
