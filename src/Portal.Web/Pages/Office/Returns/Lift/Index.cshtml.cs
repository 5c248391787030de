using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Returns.Lift;

/// <summary>A supervisor takes checks and bank debits of a customer again, with a reason.</summary>
public sealed class IndexModel(PortalDbContext db, LiftRestriction lift) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    public PaymentRestriction Restriction { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        switch (await lift.RunAsync(new(id, Reason, Actor.Staff(User.Id())), ct))
        {
            case Outcome<PaymentRestriction>.Done:
                TempData["Done"] = "Lift_Done";
                return RedirectToPage("/Office/Returns/Index");
            case Outcome<PaymentRestriction>.Refused(var refusal):
                ModelState.AddModelError(nameof(Reason), refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<PaymentRestriction>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } row)
        {
            return false;
        }

        Restriction = row;
        return true;
    }
}
