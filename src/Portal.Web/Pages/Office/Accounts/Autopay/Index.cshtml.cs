using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Autopay;

/// <summary>Autopay and scheduled payments of one account for the office: drafts, their history, and ending.</summary>
public sealed class IndexModel(
    PortalDbContext db, LeaveAutopay leave, CancelDraft cancelDraft, CustomerLook look, BusinessClock clock) : PageModel
{
    /// <summary>Why the office ends autopay.</summary>
    [BindProperty]
    public string? Note { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? AutopayDone { get; set; }

    public Guid AccountId { get; private set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public OfficeAutopay Autopay { get; private set; } = null!;

    /// <summary>What happened to the cards and bank accounts that it goes by, newest first.</summary>
    public IReadOnlyList<SavedMethodEvent> Methods { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await ShowAsync(id, ct) ?? Page();

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(id, "Autopay_Left", await leave.RunAsync(
            new(id, null, AutopayWhy.ByOffice, Actor.Staff(User.Id()), Note?.Trim()), ct));

    public async Task<IActionResult> OnPostCancelAsync(Guid id, Guid draft, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(
            id, "Schedule_Canceled", await cancelDraft.RunAsync(id, draft, Actor.Staff(User.Id()), ct));

    private IActionResult Answer<T>(Guid id, string done, Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Adjust_NoteMissing" ? "Note" : "", refusal.Reason);
            return Page();
        }

        AutopayDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        (AccountId, Account) = (id, account);
        Autopay = await OfficeAutopay.OfAsync(db, id, clock, ct);
        Methods = await MethodHistory.OfAsync(db, id, ct);
        return null;
    }
}
