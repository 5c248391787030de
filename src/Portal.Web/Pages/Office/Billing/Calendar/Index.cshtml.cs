using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Calendar;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office.Billing.Calendar;

/// <summary>The billing cycles with their routes, and what is planned for each.</summary>
public sealed class IndexModel(PortalDbContext db, IAuthorizationService permissions, BusinessClock clock) : PageModel
{
    public BillingCalendar Calendar { get; private set; } = null!;

    public bool MayKeep { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Calendar = await BillingCalendar.NowAsync(db, clock.Today, ct);
        MayKeep = (await permissions.AuthorizeAsync(User, Can.KeepSettings)).Succeeded;
    }
}
