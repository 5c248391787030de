using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Relief;

namespace Portal.Web.Pages.Office.Ledger;

/// <summary>Gifts to the relief fund, by month.</summary>
public sealed class ReliefModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    /// <summary>Any day of the month to list.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    public ReliefReport Report { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Report = await ReliefReport.OfAsync(db, On is { Year: > 1900 and < 9999 } day ? day : clock.Today, ct);
}
