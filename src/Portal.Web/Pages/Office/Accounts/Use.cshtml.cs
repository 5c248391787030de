using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage;
using Portal.Core.Usage.Alerts;
using Portal.Web.Pages.My.Use;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>What any account used and what was noticed, as its customer sees it. Every look is recorded.</summary>
public sealed class UseModel(PortalDbContext db, CustomerLook look, BusinessClock clock) : PageModel
{
    public UseOverview Use { get; private set; } = null!;

    public BillForecast? Forecast { get; private set; }

    public AlertsOverview Alerts { get; private set; } = null!;

    public string CustomerName { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(
        Guid id, string? meter, string? by, string? month, CancellationToken ct)
    {
        if (await UseOverview.OfAsync(
            db, clock, db.CustomerAccounts, db.CustomerAccounts, id, meter, AskedUse.By(by), AskedUse.Month(month), ct)
            is not { } use)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("Why", new { id }); }

        Use = use;
        CustomerName = await db.Customers.Where(c => c.Id == use.Account.CustomerId).Select(c => c.Name)
            .SingleAsync(ct);
        Forecast = use.Meter is null ? null : await ForecastBill.OfAsync(db, clock, use.Account, ct);
        Alerts = (await AlertsOverview.OfAsync(db, db.CustomerAccounts, db.CustomerAccounts, id, clock.Today, ct))!;
        return Page();
    }
}
