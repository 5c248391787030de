using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>
/// A page on which one detail of a customer is changed: it finds only customers whose details the reader keeps, and
/// leads back to all details with what was done.
/// </summary>
public abstract class DetailPage(PortalDbContext db) : PageModel
{
    public Customer Customer { get; private set; } = null!;

    /// <summary>What was done, said once on the page of all details.</summary>
    [TempData]
    public string? DetailDone { get; set; }

    protected async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var kept = await db.CustomersKeptBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        Customer = kept!;
        return kept is not null;
    }

    /// <param name="field">Where a refusal belongs.</param>
    protected IActionResult Answer(Outcome<bool> outcome, string field)
    {
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            return FreshProof.PlaceFor(this, refusal) is { } place ? LocalRedirect(place) : this.Refuse(refusal, field);
        }

        DetailDone = outcome is Outcome<bool>.Done(true) ? "Detail_Done" : "Detail_Same";
        return RedirectToPage("Index");
    }
}
