using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Records;

/// <summary>Lists of what the schedule lets go: those made, those approved, and a new one.</summary>
public sealed class DestroyModel(PortalDbContext db, MakeDestructionList make) : PageModel
{
    private const int Shown = 50;

    public IReadOnlyList<Row> Lists { get; private set; } = [];

    public StaffNames Names { get; private set; } = null!;

    public sealed record Row(DestructionList List, int Documents, int? Destroyed, DateTimeOffset? ApprovedAt);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Lists = await (
            from list in db.Set<DestructionList>().AsNoTracking()
            join approval in db.Set<DestructionApproval>() on list.Id equals approval.ListId into approvals
            from approval in approvals.DefaultIfEmpty()
            orderby list.MadeAt descending
            select new Row(
                list, db.Set<DestructionItem>().Count(i => i.ListId == list.Id),
                approval == null ? null : approval.Destroyed, approval == null ? null : approval.ApprovedAt))
            .Take(Shown).ToListAsync(ct);
        Names = await StaffNames.OfAsync(db, Lists.Select(l => l.List.MadeBy), [], ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid operation, CancellationToken ct)
    {
        if (await make.RunAsync(new(operation, Actor.Staff(User.Id())), ct)
            is Outcome<DestructionList>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            await OnGetAsync(ct);
            return Page();
        }

        return RedirectToPage();
    }
}
