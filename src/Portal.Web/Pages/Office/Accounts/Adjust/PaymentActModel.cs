using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>The same for the pages that put one payment of the account right.</summary>
public abstract class PaymentActModel<TInput>(PortalDbContext db, PreviewAct preview, CustomerLook look)
    : MoneyActModel<TInput>(db, preview, look)
    where TInput : NotedInput, new()
{
    private readonly PortalDbContext _db = db;

    public Payment Payment { get; private set; } = null!;

    /// <summary>It was taken back, returned or moved.</summary>
    public bool Gone { get; private set; }

    /// <returns>What to answer instead of the page; null when the payment may be shown.</returns>
    protected async Task<IActionResult?> OpenAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }
        if (await _db.Payments.AsNoTracking().SingleOrDefaultAsync(
            p => p.Id == payment && p.CustomerAccountId == id, ct) is not { } found)
        {
            return NotFound();
        }

        Payment = found;
        Gone = await _db.PaymentReversals.AnyAsync(r => r.PaymentId == payment, ct);
        return null;
    }
}
