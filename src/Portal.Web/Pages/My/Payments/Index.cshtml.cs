using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Payments;

/// <summary>What was paid, newest first, and what is on its way.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public PaymentHistory History { get; private set; } = null!;

    public BusinessClock Clock => clock;

    /// <param name="number">The page, from 1.</param>
    public async Task OnGetAsync([FromQuery(Name = "page")] int? number, CancellationToken ct) =>
        History = await PaymentHistory.ForAsync(db, User.Id(), number ?? 1, ct);
}
