using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Calendar;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Calendar.Keep;

/// <summary>Adds a meter reader's route to a cycle.</summary>
public sealed class RouteModel(PortalDbContext db, AddRoute addRoute) : PageModel
{
    // Not "Route": that is the address of the page.
    [BindProperty]
    public string? RouteCode { get; set; }

    [BindProperty]
    public string? Cycle { get; set; }

    public IReadOnlyList<SelectListItem> Cycles { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await addRoute.RunAsync(new(RouteCode ?? "", Cycle ?? "", Actor.Staff(User.Id())), ct))
        {
            case Outcome<MeterRoute>.Done:
                return RedirectToPage("/Office/Billing/Calendar/Index");
            case Outcome<MeterRoute>.Refused(var refusal):
                ModelState.AddModelError(
                    refusal.Key == "Route_NoCycle" ? nameof(Cycle) : nameof(RouteCode), refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        Cycles =
        [
            .. (await db.BillingCycles.AsNoTracking().OrderBy(c => c.Code).ToListAsync(ct))
                .Select(c => new SelectListItem($"{c.NameIn(language)} ({c.Code})", c.Code)),
        ];
    }
}
