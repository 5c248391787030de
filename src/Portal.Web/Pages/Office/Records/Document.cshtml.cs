using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Records;

/// <summary>One document: what it is, how long it is kept, what holds it, who opened it; and the file itself.</summary>
public sealed class DocumentModel(
    PortalDbContext db, OpenDocument open, HoldDocument holds, CustomerLook look) : PageModel
{
    private const int Shown = 50;

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RecordDone { get; set; }

    public KeptDocument Document { get; private set; } = null!;

    public RetentionClass Class { get; private set; } = null!;

    public string? AccountNumber { get; private set; }

    public DateOnly? DueOn { get; private set; }

    public bool IsGone { get; private set; }

    public IReadOnlyList<LegalHold> Holds { get; private set; } = [];

    public IReadOnlyList<(DateTimeOffset At, string Who)> Views { get; private set; } = [];

    public StaffNames Names { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await ShowAsync(id, ct) ?? Page();

    public async Task<IActionResult> OnGetFileAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }

        return await open.RunAsync(
            new(id, User.Id(), HttpContext.Connection.RemoteIpAddress?.ToString()), ct)
            is Outcome<OpenDocument.Opened>.Done(var opened)
            ? File(opened.Content, opened.Document.MediaType, opened.Document.Name)
            : NotFound();
    }

    public async Task<IActionResult> OnPostHoldAsync(
        Guid id, Guid operation, string? why, bool whole, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? Answer(id, "Hold_Done", await holds.RunAsync(
            new(operation, id, whole, why, Actor.Staff(User.Id())), ct));

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, Guid hold, string? reason, CancellationToken ct) =>
        await ShowAsync(id, ct) ?? (Holds.All(h => h.Id != hold) ? NotFound() : Answer(
            id, "Hold_Released", await holds.EndAsync(new(hold, reason, Actor.Staff(User.Id())), ct)));

    private IActionResult Answer(Guid id, string done, Outcome<LegalHold> outcome)
    {
        if (outcome is Outcome<LegalHold>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return Page();
        }

        RecordDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<KeptDocument>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is not { } document)
        {
            return NotFound();
        }

        if (document.CustomerAccountId is { } account && !await look.MayAsync(HttpContext, account, ct))
        {
            return RedirectToPage("/Office/Accounts/Why", new { id = account });
        }

        Document = document;
        Class = await db.Set<RetentionClass>().AsNoTracking().SingleAsync(c => c.Code == document.Class, ct);
        AccountNumber = await db.CustomerAccounts.Where(a => a.Id == document.CustomerAccountId).Select(a => a.Number)
            .SingleOrDefaultAsync(ct);
        DueOn = await db.Database.SqlQuery<DateOnly?>($"select document_due_on({id}) as \"Value\"").SingleAsync(ct);
        IsGone = !await db.Set<DocumentContent>().AnyAsync(c => c.DocumentId == id, ct);
        Holds = await db.Set<LegalHold>().AsNoTracking()
            .Where(h => (h.DocumentId == id || (h.CustomerAccountId != null
                    && h.CustomerAccountId == document.CustomerAccountId))
                && !db.Set<LegalHoldEnd>().Any(e => e.HoldId == h.Id))
            .OrderBy(h => h.PlacedAt).ToListAsync(ct);
        Views = [.. (await (
            from view in db.Set<DocumentView>()
            join user in db.Users on view.StaffUserId equals user.Id
            where view.DocumentId == id
            orderby view.At descending
            select new { view.At, user.DisplayName }).Take(Shown).ToListAsync(ct)).Select(v => (v.At, v.DisplayName))];
        Names = await StaffNames.OfAsync(db, [document.KeptBy, .. Holds.Select(h => h.PlacedBy)], [], ct);
        return null;
    }
}
