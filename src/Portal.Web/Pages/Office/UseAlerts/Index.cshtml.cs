using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Usage.Alerts;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.UseAlerts;

/// <summary>What goes on at the city's meters that somebody should look at: leaks first.</summary>
public sealed class IndexModel(PortalDbContext db, RecordListedCustomers recordListed) : PageModel
{
    public IReadOnlyList<UseAlertList.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Rows = await UseAlertList.OpenAsync(db, ct);
        await recordListed.RunAsync(HttpContext, Rows.Select(r => r.Alert.CustomerAccountId), ct);
    }
}
