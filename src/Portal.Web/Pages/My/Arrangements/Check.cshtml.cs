using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Arrangements;

/// <summary>The schedule before it is agreed to: every payment with its day, then the box and the button.</summary>
public sealed class CheckModel(
    PortalDbContext db, AgreeToArrangement agree, Words<PlansBook> words, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public ArrangementKind Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Months { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? PayOn { get; set; }

    [TempData]
    public bool IsAgreed { get; set; }

    public ArrangementOverview Plans { get; private set; } = null!;

    /// <summary>Null when it is not to be had; the page then says why.</summary>
    public PaymentSchedule? Schedule { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var outcome = await agree.RunAsync(
            new(Input.OperationId, id, Kind, Months, PayOn, Input.Seen, Agreed(), Actor.Resident(User.Id())), ct);
        if (outcome is Outcome<PaymentArrangement>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.Clear();
            await LoadAsync(id, ct);
            var field = refusal.Key == "Arrange_NotAgreed" ? "Input.Agree" : "";
            ModelState.AddModelError(field, refusal.Reason);
            return Page();
        }

        IsAgreed = true;
        return RedirectToPage("Index", new { id });
    }

    /// <summary>The words agreed to, with the amount on the button; null while the box is empty.</summary>
    private AgreeToArrangement.Words? Agreed() => Input.Agree && Schedule is { } schedule
        ? new(
            User.Id(), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            $"{words["Plan_Agree"]} {words["Plan_AgreeDo", schedule.Total]}", HttpContext.NetworkAddress())
        : null;

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await ArrangementOverview.OfAsync(db, db.ManagedBy(User.Id()), id, clock, ct) is not { } plans)
        {
            return false;
        }

        Plans = plans;
        switch (plans.Offer.ScheduleOf(Kind, Months, PayOn))
        {
            case Outcome<PaymentSchedule>.Done(var schedule):
                Schedule = schedule;
                break;
            case Outcome<PaymentSchedule>.Refused(var refusal) when Request.Method == "GET":
                ModelState.AddModelError("", refusal.Reason);
                break;
        }

        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid OperationId { get; set; }

        public bool Agree { get; set; }

        /// <summary>The schedule that the page showed.</summary>
        public string? Seen { get; set; }
    }
}
