using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Accounts.Plan;

/// <summary>Paying later of one account, for the office: agreeing with a customer, standing, ending it.</summary>
public sealed class IndexModel(
    PortalDbContext db, AgreeToArrangement agree, EndArrangement end, CustomerLook look, Words<PlansBook> words,
    BusinessClock clock) : PageModel
{
    [BindProperty]
    public Guid OperationId { get; set; }

    [BindProperty(SupportsGet = true)]
    public ArrangementKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Months { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? PayOn { get; set; }

    /// <summary>The schedule that the page showed.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public Guid ArrangementId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? PlanDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public ArrangementOverview Plans { get; private set; } = null!;

    public PaymentSchedule? Schedule { get; private set; }

    /// <summary>What may be chosen.</summary>
    public IEnumerable<Choice> Kinds() =>
        from kind in Enum.GetValues<ArrangementKind>()
        where (kind == ArrangementKind.Extension ? Plans.Offer.NoExtension : Plans.Offer.NoPlan) is null
        select new Choice($"{kind}", words[$"Plan_{kind}"]);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostAgreeAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? await AnswerAsync(
            id, "Office_Agreed",
            await agree.RunAsync(
                new(OperationId, id, Kind ?? ArrangementKind.Arrangement, Months, PayOn, Seen, null,
                    Actor.Staff(User.Id())),
                ct),
            ct);

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? await AnswerAsync(
            id, "Office_Ended",
            await end.RunAsync(new(id, ArrangementId, Reason, Actor.Staff(User.Id())), ct), ct);

    private async Task<IActionResult> AnswerAsync(
        Guid id, string done, Outcome<PaymentArrangement> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<PaymentArrangement>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.Clear();
            await ShowAsync(id, ct);
            var field = refusal.Key == "Adjust_NoteMissing" ? nameof(Reason) : "";
            ModelState.AddModelError(field, refusal.Reason);
            return Page();
        }

        PlanDone = done;
        return RedirectToPage(new { id, kind = (string?)null, months = (string?)null, payOn = (string?)null });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Plans = (await ArrangementOverview.OfAsync(db, db.CustomerAccounts, id, clock, ct))!;
        switch (Kind is { } kind ? Plans.Offer.ScheduleOf(kind, Months, PayOn) : null)
        {
            case Outcome<PaymentSchedule>.Done(var schedule):
                Schedule = schedule;
                break;
            case Outcome<PaymentSchedule>.Refused(var refusal) when Request.Method == "GET":
                ModelState.AddModelError("", refusal.Reason);
                break;
        }

        return null;
    }
}
