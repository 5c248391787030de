using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Payments;

/// <summary>The receipt of one payment on one account: worth printing.</summary>
public sealed class ReceiptModel(PortalDbContext db) : PageModel
{
    public ReceiptStatement Receipt { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var receipts = await ReceiptStatement.ForAsync(db, db.VisibleTo(User.Id()), [id], ct);
        if (receipts is not [var receipt])
        {
            return NotFound();
        }

        Receipt = receipt.ReadBy(User.Id());
        return Page();
    }
}
