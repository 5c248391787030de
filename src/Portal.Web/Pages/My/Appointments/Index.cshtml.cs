using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Appointments;

/// <summary>Times with the office: those that are booked, and booking one at the counter or a call back.</summary>
public sealed class IndexModel(
    PortalDbContext db, BookAppointment book, CancelAppointment cancel, Words<AppointmentsBook> words, DayWords days,
    BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public AppointmentKind Kind { get; set; }

    [BindProperty]
    public Wish Input { get; set; } = new();

    [BindProperty]
    public Guid AppointmentId { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? AppointmentDone { get; set; }

    public IReadOnlyList<AppointmentRow> Booked { get; private set; } = [];

    /// <summary>That the reader may book for.</summary>
    public IReadOnlyList<SelectListItem> Accounts { get; private set; } = [];

    /// <summary>With a place left.</summary>
    public IReadOnlyList<SelectListItem> Times { get; private set; } = [];

    public IEnumerable<SelectListItem> Topics() =>
        Enum.GetValues<AppointmentTopic>().Select(t => new SelectListItem(words[$"Appt_Topic_{t}"], $"{t}"));

    public async Task OnGetAsync(CancellationToken ct)
    {
        ModelState.Clear();
        Input = new() { OperationId = Guid.CreateVersion7() };
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostBookAsync(CancellationToken ct)
    {
        if (!await db.PayableBy(User.Id()).AnyAsync(a => a.Id == Input.AccountId, ct)) { return NotFound(); }

        return await AnswerAsync(
            "Appt_Done",
            await book.RunAsync(
                new(Input.OperationId, Input.AccountId, User.Id(), Kind, Input.Slot, Input.Topic, Input.Phone,
                    Actor.Resident(User.Id())),
                ct),
            ct);
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken ct)
    {
        var id = AppointmentId;
        var account = await AppointmentList.OfReader(db, User.Id()).Where(a => a.Id == id)
            .Select(a => (Guid?)a.CustomerAccountId).SingleOrDefaultAsync(ct);
        return account is null
            ? NotFound()
            : await AnswerAsync(
                "Appt_CancelDone", await cancel.RunAsync(new(account.Value, id, null, Actor.Resident(User.Id())), ct),
                ct);
    }

    private async Task<IActionResult> AnswerAsync(string done, Outcome<Appointment> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<Appointment>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            var field = refusal.Key switch
            {
                "Appointment_Phone" => "Input.Phone",
                "Appointment_Full" or "Appointment_NoSuchTime" => "Input.Slot",
                _ => "",
            };
            ModelState.AddModelError(field, refusal.Reason);
            await LoadAsync(ct);
            return Page();
        }

        AppointmentDone = done;
        return RedirectToPage(new { Kind });
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Booked = await AppointmentList.FromAsync(db, User.Id(), clock.Today, ct);
        Accounts = await (
            from account in db.PayableBy(User.Id())
            join premise in db.Premises on account.PremiseId equals premise.Id
            orderby account.Number
            select new SelectListItem(premise.Line1, account.Id.ToString())).ToListAsync(ct);
        Times =
        [
            .. from slot in await AppointmentSlots.OfAsync(db, Kind, clock.Today, ct)
               where slot.Left > 0
               select new SelectListItem(
                   $"{days.Of(slot.Day)}, {slot.StartsAt.ToString("t", CultureInfo.CurrentCulture)}", slot.Key),
        ];
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid OperationId { get; set; }

        public Guid AccountId { get; set; }

        public AppointmentTopic Topic { get; set; }

        public string? Slot { get; set; }

        public string? Phone { get; set; }
    }
}
