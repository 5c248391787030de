using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Notes;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Keep;

/// <summary>The notes of an account: all, a new one, one that sets another right, and which is on top.</summary>
public sealed class NotesModel(PortalDbContext db, WriteNote write, PinNote pin, CustomerLook look) : PageModel
{
    [BindProperty]
    public Noting Input { get; set; } = new();

    /// <summary>The note to set right.</summary>
    [FromQuery]
    public Guid? Corrects { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? NoteDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public AccountNotes Notes { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, int? page, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, page ?? 1, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, 1, ct) is { } instead) { return instead; }

        var outcome = await write.RunAsync(
            new(Input.OperationId, id, Input.Body, Corrects, Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<AccountNote>.Refused(var refusal))
        {
            ModelState.AddModelError("Input.Body", refusal.Reason);
            return Page();
        }

        NoteDone = "Note_Written";
        return RedirectToPage(new { id });
    }

    public async Task<IActionResult> OnPostPinAsync(Guid id, Guid? note, CancellationToken ct)
    {
        if (await ShowAsync(id, 1, ct) is { } instead) { return instead; }

        var outcome = await pin.RunAsync(new(id, note, Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<bool>.Refused) { return NotFound(); }

        NoteDone = note is null ? "Note_TakenDown" : "Note_Pinned";
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, int page, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Notes = await AccountNotes.OfAsync(db, id, page, AccountNotes.PageSize, ct);
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Noting
    {
        public Guid OperationId { get; set; }

        public string? Body { get; set; }
    }
}
