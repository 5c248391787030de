using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>One list by route: its approval by a second person, and the test of each order at its dispatch.</summary>
public sealed class ListModel(
    PortalDbContext db, ApproveShutOffs approve, DispatchShutOff dispatch, RecordListedCustomers recordListed,
    Words<LadderBook> words, BusinessClock clock) : PageModel
{
    /// <summary>How many were sent and how many were not, said once.</summary>
    [TempData]
    public string? SentWords { get; set; }

    public ShutOffList Shown { get; private set; } = null!;

    public IReadOnlyList<ShutOffWork.Row> Rows { get; private set; } = [];

    /// <summary>Why this person cannot approve it; null when they can.</summary>
    public Refusal? WhyNot => User.May(Can.ApproveShutOffs)
        ? ApproveShutOffs.WhyNot(Shown, Actor.Staff(User.Id()), clock.Today)
        : new("ShutOff_ApprovedByOthers");

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<ShutOffList>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } list)
        {
            return NotFound();
        }

        (Shown, Rows) = (list, await ShutOffWork.OfListAsync(db, id, ct));
        await recordListed.RunAsync(
            new(User.Id(), [.. Rows.Select(r => r.AccountId)], Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
        return Page();
    }

    public async Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken ct)
    {
        if (await approve.RunAsync(new(id, Actor.Staff(User.Id())), ct) is Outcome<ShutOffList>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(id, ct);
        }

        return RedirectToPage(new { id });
    }

    /// <summary>Each order by itself: one that is not allowed now keeps no other from being sent.</summary>
    public async Task<IActionResult> OnPostDispatchAsync(Guid id, CancellationToken ct)
    {
        if (await OnGetAsync(id, ct) is NotFoundResult) { return NotFound(); }

        var (sent, kept) = (0, 0);
        foreach (var row in Rows.Where(r => r.State == OrderState.Ready))
        {
            db.ChangeTracker.Clear();
            var isSent = await dispatch.RunAsync(new(row.Id, Actor.Staff(User.Id())), ct) is Outcome<ShutOffOrder>.Done;
            (sent, kept) = isSent ? (sent + 1, kept) : (sent, kept + 1);
        }

        SentWords = words["List_Sent", sent, kept];
        return RedirectToPage(new { id });
    }
}
