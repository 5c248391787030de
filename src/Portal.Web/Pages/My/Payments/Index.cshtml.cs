using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.SecurityDeposits;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Payments;

/// <summary>What was paid, newest first, and what is on its way.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public PaymentHistory History { get; private set; } = null!;

    /// <summary>A security deposit was held or asked for.</summary>
    public bool HasDeposits { get; private set; }

    /// <summary>This resident's payments to come, earliest first.</summary>
    public IReadOnlyList<DraftAhead> ToCome { get; private set; } = [];

    public BusinessClock Clock => clock;

    /// <param name="number">The page, from 1.</param>
    public async Task OnGetAsync([FromQuery(Name = "page")] int? number, CancellationToken ct)
    {
        History = await PaymentHistory.ForAsync(db, User.Id(), number ?? 1, ct);
        ToCome = await DraftAhead.OfPayerAsync(db, User.Id(), clock, ct);
        HasDeposits = await ResidentDeposits.With(db, db.VisibleTo(User.Id())).AnyAsync(ct);
    }
}
