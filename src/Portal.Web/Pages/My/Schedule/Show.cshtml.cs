using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Schedule;

/// <summary>One scheduled payment of a resident: how it stands, changing and canceling it.</summary>
public sealed class ShowModel(
    PortalDbContext db, ChangeScheduled change, CancelDraft cancel, BusinessClock clock) : PageModel
{
    public ScheduledView View { get; private set; } = null!;

    public IReadOnlyList<SavedMethod> Methods { get; private set; } = [];

    [BindProperty]
    public ScheduleInput Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? ScheduleDone { get; set; }

    private DraftPayer Payer => new(User.Id(), null);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = ScheduleInput.Of(View.Draft.Amount, View.Draft.PlannedOn, View.Draft.MethodId);
        return Page();
    }

    public async Task<IActionResult> OnPostChangeAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        return Input.Read(ModelState) is var (amount, on)
            ? Answer(id, "Schedule_Changed", await change.RunAsync(new(
                Payer, id, amount, on, Input.Method, Input.Agree,
                CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.NetworkAddress()), ct))
            : Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? Answer(id, "Schedule_Canceled", await cancel.RunAsync(Payer, id, ct))
            : NotFound();

    private IActionResult Answer(Guid id, string done, Outcome<Draft> outcome)
    {
        if (outcome is Outcome<Draft>.Refused(var refusal))
        {
            ModelState.AddModelError(ScheduleInput.FieldOf(refusal), refusal.Reason);
            return Page();
        }

        ScheduleDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await ScheduledView.OfAsync(db, Payer.Of(db).Where(d => d.Id == id), clock, ct) is not { } view)
        {
            return false;
        }

        View = view;
        Methods = await db.MethodsOf(User.Id()).OrderBy(m => m.KeptAt).AsNoTracking().ToListAsync(ct);
        return true;
    }
}
