using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;

namespace Portal.Web.Pages.Office.Ledger;

/// <summary>The trial balance at the end of a day, per fund and GL account. Read only.</summary>
public sealed class BalanceModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    /// <summary>Nothing for today.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    public TrialBalance Trial { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        On ??= clock.Today;
        Trial = await TrialBalance.OnAsync(db, On.Value, ct);
    }
}
