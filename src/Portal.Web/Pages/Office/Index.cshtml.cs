using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office;

/// <summary>
/// The desk one starts at: what waits for a person, and how the mail stands. Whose names are shown is recorded.
/// </summary>
public sealed class IndexModel(
    PortalDbContext db,
    DoneTask doneTask,
    LiftMailPause liftMailPause,
    RecordListedCustomers recordListed,
    IAuthorizationService permissions,
    WaitingLists waitingLists,
    BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Page of the tasks.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    /// <summary>Said once, after a task was marked done.</summary>
    [TempData]
    public string? DoneKind { get; set; }

    [TempData]
    public bool MailLifted { get; set; }

    /// <summary>May start mail again after a pause.</summary>
    public bool MayLift { get; private set; }

    public OfficeWork Work { get; private set; } = null!;

    /// <summary>What waits, each with the list it leads to.</summary>
    public IReadOnlyList<WaitingList> Waiting { get; private set; } = [];

    public int TaskPages => OfficeWork.PagesOf(Kind is null ? Work.Open : Work.CountOf(Kind));

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostDoneAsync(Guid task, string? outcome, CancellationToken ct)
    {
        switch (await doneTask.RunAsync(new(task, Actor.Staff(User.Id()), outcome), ct))
        {
            case Outcome<OfficeTask>.Done(var done):
                DoneKind = done.Kind;
                return RedirectToPage(new { Kind });
            case Outcome<OfficeTask>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    public async Task<IActionResult> OnPostLiftAsync(CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.KeepSettings)).Succeeded) { return Forbid(); }

        switch (await liftMailPause.RunAsync(new(Actor.Staff(User.Id())), ct))
        {
            case Outcome<MailPause>.Done:
                MailLifted = true;
                return RedirectToPage();
            case Outcome<MailPause>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Work = await OfficeWork.NowAsync(db, Kind, clock.Now, ct, Number);
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        await recordListed.RunAsync(
            new(User.Id(), Work.Tasks.Select(t => t.CustomerAccountId).OfType<Guid>(), "/office", address), ct);
        MayLift = (await permissions.AuthorizeAsync(User, Can.KeepSettings)).Succeeded;
        Waiting = await waitingLists.OfAsync(User, Work, ct);
    }
}
