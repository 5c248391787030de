using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>The lists of accounts to be shut off, and a new one for a day.</summary>
public sealed class ListsModel(PortalDbContext db, ListShutOffs listShutOffs, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Guid ListId { get; set; }

    [BindProperty]
    public DateOnly ForDay { get; set; }

    public IReadOnlyList<ShutOffWork.Summary> Lists { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        (ListId, ForDay) = (Guid.CreateVersion7(), clock.Today);
        Lists = await ShutOffWork.ListsAsync(db, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await listShutOffs.RunAsync(new(ListId, ForDay, Actor.Staff(User.Id())), ct))
        {
            case Outcome<ShutOffList>.Done(var list):
                return RedirectToPage("List", new { list.Id });
            case Outcome<ShutOffList>.Refused(var refusal):
                ModelState.AddModelError(nameof(ForDay), refusal.Reason);
                Lists = await ShutOffWork.ListsAsync(db, ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
