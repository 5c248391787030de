using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>What the pages that edit one draft share: finding it, and the answer of the act.</summary>
public abstract class DraftPage(PortalDbContext db, EditDraft editDraft) : PageModel
{
    /// <summary>The row version that was shown; a draft changed meanwhile is not overwritten.</summary>
    [BindProperty]
    public uint Seen { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public RateVersion Shown { get; private set; } = null!;

    protected async Task<bool> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is not { } version)
        {
            return false;
        }

        Shown = version;
        return true;
    }

    protected async Task<IActionResult> SaveAsync(Guid id, string json, CancellationToken ct)
    {
        switch (await editDraft.RunAsync(new(id, Seen, json, Note ?? "", Actor.Staff(User.Id())), ct))
        {
            case Outcome<RateVersion>.Done:
                return Redirect($"/office/billing/rates/{id}");
            case Outcome<RateVersion>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
