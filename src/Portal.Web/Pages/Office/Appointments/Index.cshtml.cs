using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Appointments;

/// <summary>Who comes to the counter and who is called on a day.</summary>
public sealed class IndexModel(
    PortalDbContext db, CancelAppointment cancel, RecordListedCustomers recordListed, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    [BindProperty]
    public Guid AccountId { get; set; }

    [BindProperty]
    public Guid AppointmentId { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [TempData]
    public string? Done { get; set; }

    public DateOnly Day => On is { Year: > 2000 and < 9000 } day ? day : clock.Today;

    public IReadOnlyList<AppointmentRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Rows = await AppointmentList.OnAsync(db, Day, ct);
        await recordListed.RunAsync(HttpContext, Rows.Select(r => r.Appointment.CustomerAccountId), ct);
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken ct)
    {
        var outcome = await cancel.RunAsync(new(AccountId, AppointmentId, Note, Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<Appointment>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError("", refusal.Reason);
            await OnGetAsync(ct);
            return Page();
        }

        Done = "Desk_Canceled";
        return RedirectToPage(new { On = Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
    }
}
