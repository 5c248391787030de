using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Rates.Release;

/// <summary>A second person looks at what differs and puts the draft in force.</summary>
public sealed class IndexModel(PortalDbContext db, ReleaseRates releaseRates, BusinessClock clock) : PageModel
{
    [BindProperty]
    public uint Seen { get; set; }

    public RateVersion Shown { get; private set; } = null!;

    public RateVersion? Before { get; private set; }

    public IReadOnlyList<RateDifference> Differences { get; private set; } = [];

    public string? WhyNot { get; private set; }

    /// <summary>The day it holds from has come: bills of that time were priced otherwise.</summary>
    public bool IsPast => Shown.EffectiveOn < clock.Today;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is not { } version)
        {
            return NotFound();
        }

        (Shown, Seen) = (version, version.RowVersion);
        Before = await RateList.BeforeAsync(db, version, ct);
        Differences = Before is null ? [] : RateDifference.Between(Before, version);
        WhyNot = ReleaseRates.WhyNot(version, Actor.Staff(User.Id()))?.Reason;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        switch (await releaseRates.RunAsync(new(id, Seen, Actor.Staff(User.Id())), ct))
        {
            case Outcome<RateVersion>.Done:
                return Redirect($"/office/billing/rates/{id}");
            case Outcome<RateVersion>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return await OnGetAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
