using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.SecurityDeposits;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>A page about the deposits of one account; every look is recorded.</summary>
public abstract class DepositPage(PortalDbContext db, CustomerLook look) : PageModel
{
    public Guid AccountId { get; private set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public AccountDeposits Deposits { get; private set; } = null!;

    /// <summary>What an act just did, by the key of its sentence.</summary>
    [TempData]
    public string? Done { get; set; }

    protected virtual Task<IActionResult> LoadMoreAsync(Guid id, CancellationToken ct) =>
        Task.FromResult<IActionResult>(Page());

    /// <summary>The page, or why it is not shown.</summary>
    protected async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        (AccountId, Account) = (id, account);
        Deposits = await AccountDeposits.OfAsync(db, id, ct);
        return await LoadMoreAsync(id, ct);
    }

    /// <summary>Leads back to the deposits with a word about it, or shows why not beside its field.</summary>
    protected async Task<IActionResult> AnswerAsync<T>(
        Guid id, Outcome<T> outcome, string done, Func<string, string> fieldOf, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(fieldOf);
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(fieldOf(refusal.Key), refusal.Reason);
            return await ShowAsync(id, ct);
        }

        Done = done;
        return Redirect($"/office/accounts/{id}/deposits");
    }
}
