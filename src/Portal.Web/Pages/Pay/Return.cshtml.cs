using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>
/// Where the processor's page leads a guest back to: what became of the payment. Its address carries the processor's
/// session, which nobody but the payer's browser was told.
/// </summary>
[ResponseCache(NoStore = true)]
public sealed class ReturnModel(PortalDbContext db, FollowAttempt followAttempt, BusinessClock clock) : PageModel
{
    public ReturnView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? session, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(session)
            || await AttemptOutcome.OfGuestAsync(db, session, ct) is not { } before)
        {
            return NotFound();
        }

        await followAttempt.RunAsync(before.Attempt.Id, ct);
        var outcome = (await AttemptOutcome.OfGuestAsync(db, session, ct))!;
        var receipts = await ReceiptStatement.ForAsync(db, db.CustomerAccounts, [.. outcome.PaymentIds], ct);
        View = new ReturnView(outcome, receipts, clock, IsGuest: true);
        return Page();
    }
}
