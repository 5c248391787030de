using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Refunds;

/// <summary>
/// What the pages of one refund share: the refund, the look that is recorded, where a refusal is shown.
/// </summary>
public abstract class RefundPage(PortalDbContext db, RecordCustomerView recordView) : PageModel
{
    public RefundRecord Record { get; private set; } = null!;

    [TempData]
    public string? RefundDone { get; set; }

    protected Actor Me => Actor.Staff(User.Id());

    /// <summary>Loads it, once the look at its customer is recorded; its reference is the reason.</summary>
    /// <returns>False when there is none such.</returns>
    protected async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await RefundRecord.OfAsync(db, id, ct) is not { } record) { return false; }

        Record = record;
        await recordView.RunAsync(
            new(User.Id(), record.Refund.CustomerAccountId, Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString())
            {
                Reason = "other", Words = record.Refund.Reference,
            },
            ct);
        return true;
    }

    /// <summary>Shows the refund's own page with what was done, or this one with why not.</summary>
    protected async Task<IActionResult> AnswerAsync(
        Guid id, Outcome<Refund> outcome, string done, string field, CancellationToken ct)
    {
        if (outcome is Outcome<Refund>.Done)
        {
            RefundDone = done;
            return RedirectToPage("/Office/Refunds/Refund", new { id });
        }

        var refusal = ((Outcome<Refund>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddModelError(refusal.Key == "Approval_ReasonMissing" ? field : "", refusal.Reason);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }
}
