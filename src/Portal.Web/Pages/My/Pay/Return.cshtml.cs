using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Web.Pages.Pay;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Pay;

/// <summary>
/// Where the processor's page leads back to: says what became of the payment, now and when it is opened again.
/// </summary>
public sealed class ReturnModel(PortalDbContext db, FollowAttempt followAttempt, BusinessClock clock) : PageModel
{
    public ReturnView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await AttemptOutcome.OfResidentAsync(db, User.Id(), id, ct) is null)
        {
            return NotFound();
        }

        await followAttempt.RunAsync(id, ct);
        var outcome = (await AttemptOutcome.OfResidentAsync(db, User.Id(), id, ct))!;
        var receipts = await ReceiptStatement.ForAsync(db, db.VisibleTo(User.Id()), [.. outcome.PaymentIds], ct);
        View = new ReturnView(outcome, receipts, clock, IsGuest: false);
        return Page();
    }
}
