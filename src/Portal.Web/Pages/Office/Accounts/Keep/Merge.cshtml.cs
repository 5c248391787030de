using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Merging;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Keep;

/// <summary>Asks that the customer of another account, the same person, becomes this one; with a preview.</summary>
public sealed class MergeModel(PortalDbContext db, AskMerge ask, CustomerLook look) : PageModel
{
    [BindProperty]
    public Merging Input { get; set; } = new();

    /// <summary>Number of an account of the one that goes.</summary>
    [FromQuery]
    public string? Other { get; set; }

    /// <summary>It was asked; somebody else decides.</summary>
    [TempData]
    public bool Asked { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public MergePreview? Preview { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }
        if (Preview is not { } preview) { return Page(); }

        var outcome = await ask.RunAsync(
            new(Input.OperationId, preview.Kept.Id, preview.Merged.Id, Input.Reason, Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<CustomerMerge>.Refused(var refusal))
        {
            foreach (var why in refusal.All)
            {
                ModelState.AddModelError(why.Key == "Merge_ReasonMissing" ? "Input.Reason" : "", why.Reason);
            }

            return Page();
        }

        Asked = true;
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        if (string.IsNullOrWhiteSpace(Other)) { return null; }

        var kept = await db.CustomerAccounts.Where(a => a.Id == id).Select(a => a.CustomerId).SingleAsync(ct);
        var other = await MergePreview.CustomerOfAsync(db, Other, ct);
        if (other is not { } merged || merged == kept)
        {
            ModelState.AddModelError(nameof(Other), new Refusal("Merge_SameOrMissing").Reason);
            return null;
        }

        // Whose accounts are shown is looked at, too.
        var theirs = await db.CustomerAccounts.Where(a => a.Number == Other.Trim()).Select(a => a.Id).SingleAsync(ct);
        if (!await look.MayAsync(HttpContext, theirs, ct))
        {
            return RedirectToPage("/Office/Accounts/Why", new { id = theirs });
        }

        Preview = await MergePreview.OfAsync(db, kept, merged, ct);
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Merging
    {
        public Guid OperationId { get; set; }

        public string? Reason { get; set; }
    }
}
