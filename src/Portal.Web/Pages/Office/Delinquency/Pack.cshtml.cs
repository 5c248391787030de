using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>One version of the rules, readable, and its release by a second person.</summary>
public sealed class PackModel(PortalDbContext db, ReleasePack release, BusinessClock clock) : PageModel
{
    public PackList.Row Row { get; private set; } = null!;

    public RulePack Pack { get; private set; } = null!;

    /// <summary>Why this person cannot release it; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    /// <summary>The days on which service may be shut off, from Monday.</summary>
    public static string WeekdaysOf(ShutOffHours hours)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var names = CultureInfo.CurrentUICulture.DateTimeFormat;
        return string.Join(", ", hours.Weekdays.Select(day => names.GetDayName((DayOfWeek)(day % 7))));
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if ((await PackList.LatestAsync(db, clock.Today, ct)).FirstOrDefault(r => r.Version.Id == id) is not { } row)
        {
            return NotFound();
        }

        (Row, Pack) = (row, RulePack.Read(row.Version.Document));
        WhyNot = ReleasePack.WhyNot(
            row.Version, await db.PackDraftAsync(ct), Actor.Staff(User.Id()), clock.Today);
        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken ct)
    {
        if (await release.RunAsync(new(id, Actor.Staff(User.Id())), ct) is Outcome<PackRelease>.Refused(var refusal))
        {
            foreach (var why in refusal.All) { ModelState.AddModelError("", why.Reason); }
            return await OnGetAsync(id, ct);
        }

        return RedirectToPage(new { id });
    }
}
