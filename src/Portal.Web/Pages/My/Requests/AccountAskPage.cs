using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>What is filled in to ask for something about one account.</summary>
public class AccountWish
{
    public Guid OperationId { get; set; }

    public string? Words { get; set; }
}

/// <summary>A page that asks the office for something about one account that its reader manages.</summary>
public abstract class AccountAskPage<TInput>(PortalDbContext db) : PageModel
    where TInput : AccountWish, new()
{
    [BindProperty]
    public TInput Input { get; set; } = new();

    public CustomerAccount Account { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var outcome = await AskAsync(id, ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        db.ChangeTracker.Clear();
        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return await ShowAsync(id, ct);
    }

    protected abstract Task<Outcome<CustomerRequest>> AskAsync(Guid id, CancellationToken ct);

    /// <summary>What the page tells beside the account.</summary>
    protected abstract Task LoadAsync(CancellationToken ct);

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await db.ManagedBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
        {
            return NotFound();
        }

        Account = account;
        await LoadAsync(ct);
        return Page();
    }
}
