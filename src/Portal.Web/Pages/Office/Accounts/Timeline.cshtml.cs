using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>Everything that happened on an account, by kind and days, a page at a time.</summary>
public sealed class TimelineModel(PortalDbContext db, CustomerLook look, BusinessClock clock) : PageModel
{
    /// <summary>Kinds asked for; none for all.</summary>
    [FromQuery]
    public IReadOnlyList<TimelineKind> Kind { get; set; } = [];

    /// <summary>First day.</summary>
    [FromQuery]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [FromQuery]
    public DateOnly? To { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public AccountTimeline Timeline { get; private set; } = null!;

    public StaffNames Names { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, int? page, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("Why", new { id }); }

        Account = account;
        Timeline = await AccountTimeline.OfAsync(db, id, new(Kind, From, To), page ?? 1, clock, ct);
        Names = await StaffNames.OfAsync(db, Timeline.Events.Select(e => e.By).OfType<string>(), [], ct);
        return Page();
    }
}
