using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Fees;

/// <summary>One fee with every version it had, and what waits for a second person.</summary>
public sealed class FeeModel(PortalDbContext db, SubmitDraft submit, BusinessClock clock) : PageModel
{
    private Dictionary<string, string> _people = [];

    public FeeKind Kind { get; private set; }

    public IReadOnlyList<FeeTable.Row> Rows { get; private set; } = [];

    public Guid? InForce { get; private set; }

    public DateOnly Today => clock.Today;

    /// <summary>The draft waits for a second person.</summary>
    public bool IsSubmitted { get; private set; }

    public bool MayDraft => User.May(Can.DraftRates);

    public bool MayRelease => User.May(Can.ReleaseRates);

    /// <summary>What an act just did, by the key of its sentence.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The person behind an actor's name; the city's own versions have none.</summary>
    public string NameOf(string actor) => _people.GetValueOrDefault(actor, actor.Split(':')[^1]);

    public async Task<IActionResult> OnGetAsync(string kind, CancellationToken ct)
    {
        if (FeeAddress.Read(kind) is not { } fee) { return NotFound(); }

        Kind = fee;
        Rows = await FeeTable.RowsAsync(db, fee, ct);
        IsSubmitted = Rows.FirstOrDefault(r => r.IsDraft) is { } draft
            && await SubmitDraft.IsSubmittedAsync(db, DraftKind.FeeRate, draft.Rate.Id, ct);
        InForce = (await db.FeeOnAsync(fee, clock.Today, ct))?.Id;
        _people = await db.Users.Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostSubmitAsync(string kind, Guid version, CancellationToken ct)
    {
        if (await submit.RunAsync(new(DraftKind.FeeRate, version, Actor.Staff(User.Id())), ct)
            is Outcome<DraftSubmission>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(kind, ct);
        }

        Done = "Draft_Submitted";
        return RedirectToPage(new { kind });
    }
}
