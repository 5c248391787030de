using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Refunds;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Asks for the credit of an account back.</summary>
public sealed class RefundModel(PortalDbContext db, AskRefund ask, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    public CustomerAccount Account { get; private set; } = null!;

    public RefundableCredit Credit { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var outcome = await ask.RunAsync(
            new(Input.OperationId, User.Id(), id, new Usd(AskForms.No(Input.Seen) ?? 0), Input.Words), ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        db.ChangeTracker.Clear();
        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.ManagedBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
        {
            return false;
        }

        Account = account;
        Credit = await RefundableCredit.OfAsync(db, account, clock, ct);
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid OperationId { get; set; }

        /// <summary>Cents of credit that the page showed.</summary>
        public string? Seen { get; set; }

        public string? Words { get; set; }
    }
}
