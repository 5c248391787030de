using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Autopay;

/// <summary>Autopay of one account: what it will do next, what it did, changing, stopping and leaving it.</summary>
public sealed class IndexModel(
    PortalDbContext db, LeaveAutopay leave, CancelDraft cancelDraft, BusinessClock clock) : PageModel
{
    public AutopayView View { get; private set; } = null!;

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? AutopayDone { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostLeaveAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? await AnswerAsync(id, "Autopay_Left", await leave.RunAsync(
                new(id, User.Id(), AutopayWhy.ByPayer, Actor.Resident(User.Id())), ct), ct)
            : NotFound();

    /// <summary>One draft is not to be taken; autopay goes on with the next bill.</summary>
    public async Task<IActionResult> OnPostStopAsync(Guid id, Guid draft, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? await AnswerAsync(
                id, "Autopay_Stopped", await cancelDraft.RunAsync(new DraftPayer(User.Id(), null), draft, ct), ct)
            : NotFound();

    private async Task<IActionResult> AnswerAsync<T>(Guid id, string done, Outcome<T> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            db.ChangeTracker.Clear();
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        AutopayDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await AutopayView.OfAsync(db, User.Id(), id, clock, ct) is not { } view) { return false; }

        View = view;
        return true;
    }
}
