using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Budget;

/// <summary>Budget billing of one account: what it is, what it would mean or means, enrolling and leaving.</summary>
public sealed class IndexModel(
    PortalDbContext db, EnrollInBudget enroll, LeaveBudget leave, Words<MyBook> words, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? BudgetDone { get; set; }

    public BudgetOverview Budget { get; private set; } = null!;

    /// <summary>The reader may change something of the account.</summary>
    public bool MayManage { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostEnrollAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? !MayManage ? this.Refuse(new Refusal("Manage_NotYours"))
            : await AnswerAsync(id, "Budget_Enrolled", await enroll.RunAsync(
                new(Input.OperationId, id, Input.Seen, Input.Agree ? Consent() : null, Actor.Resident(User.Id())), ct),
                ct)
            : NotFound();

    public async Task<IActionResult> OnPostLeaveAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct)
            ? !MayManage ? this.Refuse(new Refusal("Manage_NotYours")) : await AnswerAsync(
                id, "Budget_Left", await leave.RunAsync(new(id, Actor.Resident(User.Id())), ct), ct)
            : NotFound();

    /// <summary>The words agreed to, with the amount on the button.</summary>
    private string Consent() => Budget.Offer.Plan is { } plan
        ? $"{words["Budget_Agree"]} {words["Budget_Enroll", plan.Amount]}"
        : words["Budget_Agree"];

    private async Task<IActionResult> AnswerAsync(
        Guid id, string done, Outcome<BudgetEnrollment> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<BudgetEnrollment>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Budget_NotAgreed" ? "Input.Agree" : "", refusal.Reason);
            db.ChangeTracker.Clear();
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        BudgetDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await BudgetOverview.OfAsync(db, db.VisibleTo(User.Id()), id, clock.Today, ct) is not { } budget)
        {
            return false;
        }

        Budget = budget;
        MayManage = await db.ManagedBy(User.Id()).AnyAsync(a => a.Id == id, ct);
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid OperationId { get; set; }

        public bool Agree { get; set; }

        /// <summary>What the page offered.</summary>
        public string? Seen { get; set; }
    }
}
