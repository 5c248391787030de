using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Budget;

/// <summary>Budget billing of one account for the office: month by month, enrolling and leaving.</summary>
public sealed class IndexModel(
    PortalDbContext db, EnrollInBudget enroll, LeaveBudget leave, CustomerLook look, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Guid OperationId { get; set; }

    /// <summary>What the page offered.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? BudgetDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public BudgetOverview Budget { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostEnrollAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(
            id, "Budget_Enrolled",
            await enroll.RunAsync(new(OperationId, id, Seen, null, Actor.Staff(User.Id())), ct));

    public async Task<IActionResult> OnPostLeaveAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(
            id, "Budget_Left", await leave.RunAsync(new(id, Actor.Staff(User.Id())), ct));

    private IActionResult Answer(Guid id, string done, Outcome<BudgetEnrollment> outcome)
    {
        if (outcome is Outcome<BudgetEnrollment>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return Page();
        }

        BudgetDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Budget = (await BudgetOverview.OfAsync(db, db.CustomerAccounts, id, clock.Today, ct))!;
        return null;
    }
}
