using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;

namespace Portal.Web.Pages.Office.Billing.Fees;

/// <summary>A page on which one draft of a fee is looked at and decided about.</summary>
public abstract class FeeDecisionPage(PortalDbContext db) : PageModel
{
    public FeeRate Shown { get; private set; } = null!;

    public virtual async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<FeeRate>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rate)
        {
            return NotFound();
        }

        Shown = rate;
        return Page();
    }

    /// <summary>Leads to the fee with a word about it, or shows why not.</summary>
    protected async Task<IActionResult> AnswerAsync(
        Guid id, Outcome<FeeRate> outcome, string done, CancellationToken ct)
    {
        switch (outcome)
        {
            case Outcome<FeeRate>.Done(var rate):
                TempData["Done"] = done;
                return Redirect($"/office/billing/fees/{FeeAddress.Of(rate.Kind)}");
            case Outcome<FeeRate>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await OnGetAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
