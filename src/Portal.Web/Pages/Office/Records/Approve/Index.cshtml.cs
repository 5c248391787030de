using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Records.Approve;

/// <summary>One list, document by document, for somebody else to approve; afterwards its certificate.</summary>
public sealed class IndexModel(PortalDbContext db, ApproveDestruction approve) : PageModel
{
    /// <summary>The council's resolution.</summary>
    [BindProperty]
    public string? Authority { get; set; }

    public DestructionList List { get; private set; } = null!;

    public DestructionApproval? Approval { get; private set; }

    public IReadOnlyList<(KeptDocument Document, DateOnly DueOn)> Items { get; private set; } = [];

    public bool IsOwn => List.MadeBy == Actor.Staff(User.Id()).Name;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnGetCertificateAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) && Approval is { } approval
            ? File(approval.Certificate, "application/pdf", $"certificate-{List.AsOf:yyyy-MM-dd}.pdf")
            : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (await approve.RunAsync(new(id, Authority, Actor.Staff(User.Id())), ct)
            is Outcome<DestructionApproval>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Record_AuthorityMissing" ? nameof(Authority) : "", refusal.Reason);
            return Page();
        }

        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<DestructionList>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } list)
        {
            return false;
        }

        List = list;
        Approval = await db.Set<DestructionApproval>().AsNoTracking().SingleOrDefaultAsync(a => a.ListId == id, ct);
        Items = [.. (await (
            from item in db.Set<DestructionItem>()
            join document in db.Set<KeptDocument>() on item.DocumentId equals document.Id
            where item.ListId == id
            orderby document.DatedOn, document.Id
            select new { document, item.DueOn }).AsNoTracking().ToListAsync(ct)).Select(i => (i.document, i.DueOn))];
        return true;
    }
}
