using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>When the office has time for people: hours by weekday, how long, for how many at once.</summary>
public sealed class AppointmentsModel(
    PortalDbContext db, KeepAppointmentHours keep, Words<AppointmentsBook> words) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    [BindProperty]
    public Guid HoursId { get; set; }

    [TempData]
    public string? Done { get; set; }

    public IReadOnlyList<AppointmentHours> Hours { get; private set; } = [];

    public IEnumerable<SelectListItem> Kinds() =>
        Enum.GetValues<AppointmentKind>().Select(k => new SelectListItem(words[$"Appt_{k}"], $"{k}"));

    public IEnumerable<SelectListItem> Weekdays() =>
        Enumerable.Range(1, 7).Select(d => new SelectListItem(words[$"Weekday_{d}"], $"{d}"));

    public async Task OnGetAsync(CancellationToken ct)
    {
        Input = new() { HoursId = Guid.CreateVersion7() };
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct) => await AnswerAsync(
        "Hours_Added",
        await keep.RunAsync(
            new(Input.HoursId, Input.Kind, Input.IsoWeekday, Input.StartsAt ?? default, Input.EndsAt ?? default,
                Input.SlotMinutes ?? 0, Input.Capacity ?? 0, Actor.Staff(User.Id())),
            ct),
        ct);

    public async Task<IActionResult> OnPostEndAsync(CancellationToken ct) =>
        await AnswerAsync("Hours_Ended", await keep.EndAsync(HoursId, Actor.Staff(User.Id()), ct), ct);

    private async Task<IActionResult> AnswerAsync(string done, Outcome<AppointmentHours> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<AppointmentHours>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.Clear();
            ModelState.AddModelError("Input.StartsAt", refusal.Reason);
            await LoadAsync(ct);
            return Page();
        }

        Done = done;
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct) =>
        Hours = await db.Set<AppointmentHours>().AsNoTracking().Where(h => h.EndedAt == null)
            .OrderBy(h => h.IsoWeekday).ThenBy(h => h.Kind).ThenBy(h => h.StartsAt).ToListAsync(ct);

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid HoursId { get; set; }

        public AppointmentKind Kind { get; set; }

        public int IsoWeekday { get; set; } = 1;

        public TimeOnly? StartsAt { get; set; }

        public TimeOnly? EndsAt { get; set; }

        public int? SlotMinutes { get; set; } = 30;

        public int? Capacity { get; set; } = 1;
    }
}
