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
        var promised = await new DraftPayer(User.Id(), null).Of(db)
            .Where(d => d.State == DraftState.Promised).OrderBy(d => d.PlannedOn).AsNoTracking().ToListAsync(ct);
        var ahead = promised.Count == 0 ? null : await DraftAhead.ForAsync(db, promised, clock.Today, ct);
        ToCome = [.. promised.Select(d => ahead![d.Id])];
        HasDeposits = await ResidentDeposits.With(db, db.VisibleTo(User.Id())).AnyAsync(ct);
    }
}
