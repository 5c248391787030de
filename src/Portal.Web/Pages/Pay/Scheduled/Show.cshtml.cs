using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Web.Pages.My.Schedule;
using Portal.Web.People;

namespace Portal.Web.Pages.Pay.Scheduled;

/// <summary>A guest's scheduled payment by the mailed link: how it stands, changing and canceling it.</summary>
[ResponseCache(NoStore = true)]
public sealed class ShowModel(
    PortalDbContext db, ChangeScheduled change, CancelDraft cancel, BusinessClock clock) : PageModel
{
    public ScheduledView? View { get; private set; }

    /// <summary>The mailed secret.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    [BindProperty]
    public ScheduleInput Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? ScheduleDone { get; set; }

    private DraftPayer Payer => new(null, Key);

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Input = View is null ? new() : ScheduleInput.Of(View.Draft.Amount, View.Draft.PlannedOn, null);
    }

    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return View is not null && Input.Read(ModelState) is var (amount, on)
            ? Answer("Schedule_Changed", await change.RunAsync(new(
                Payer, View.Draft.Id, amount, on, null, Input.Agree,
                CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.NetworkAddress()), ct))
            : Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return View is not null ? Answer("Schedule_Canceled", await cancel.RunAsync(Payer, View.Draft.Id, ct)) : Page();
    }

    private IActionResult Answer(string done, Outcome<Draft> outcome)
    {
        if (outcome is Outcome<Draft>.Refused(var refusal))
        {
            ModelState.AddModelError(ScheduleInput.FieldOf(refusal), refusal.Reason);
            return Page();
        }

        ScheduleDone = done;
        return RedirectToPage(new { key = Key });
    }

    private async Task LoadAsync(CancellationToken ct) =>
        View = string.IsNullOrEmpty(Key) ? null : await ScheduledView.OfAsync(db, Payer.Of(db), clock, ct);
}
