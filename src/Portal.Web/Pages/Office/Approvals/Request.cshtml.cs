using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>One request with what it would do, and the two answers.</summary>
public sealed class RequestModel(
    PortalDbContext db, DecideApproval decide, IEnumerable<IApprovedAct> acts, PreviewAct preview,
    BusinessClock clock) : PageModel
{
    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Cents of the balance that the page showed the effect from.</summary>
    [BindProperty]
    public long Seen { get; set; }

    public WaitingApproval Waiting { get; private set; } = null!;

    public string Why { get; private set; } = "";

    /// <summary>The kept documents behind it.</summary>
    public IReadOnlyList<ApprovalInbox.Paper> Papers { get; private set; } = [];

    /// <summary>Further accounts that it changes, with their balances.</summary>
    public IReadOnlyList<CustomerAccount> Others { get; private set; } = [];

    /// <summary>Which of these were shown, and cents of their balances, one for one.</summary>
    [BindProperty]
    public IReadOnlyList<Guid> OtherIds { get; set; } = [];

    [BindProperty]
    public IReadOnlyList<long> OtherCents { get; set; } = [];

    public PreviewAct.Effect? Effect { get; private set; }

    /// <summary>Why it cannot be done any more.</summary>
    public string? Refused { get; private set; }

    /// <summary>It is more than the reader approves; they may still decline.</summary>
    public Refusal? Above { get; private set; }

    public bool IsOwn => Waiting.Request.AskedBy == Actor.Staff(User.Id()).Name;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await WaitingApproval.OfAsync(db, id, ct) is not { } waiting) { return NotFound(); }

        Waiting = waiting;
        Above = await ApprovalBand.WhyNotAsync(db, waiting.Request, Actor.Staff(User.Id()), clock.Today, ct);
        var act = acts.Single(a => a.Kind == waiting.Request.Kind);
        Why = LoadApprovalInbox.InWords(
            act.Describe(waiting.Request.Document),
            await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct));
        switch (await preview.RunAsync(
            waiting.Request.CustomerAccountId,
            c => act.RunApprovedAsync(waiting.Request.Document, PreviewAct.Approver, c), ct))
        {
            case Outcome<PreviewAct.Effect>.Done(var effect): Effect = effect; break;
            case Outcome<PreviewAct.Effect>.Refused(var refusal): Refused = refusal.Reason; break;
        }

        var others = await act.OtherAccountsAsync(waiting.Request.Document, ct);
        Others = await db.CustomerAccounts.AsNoTracking().Where(a => others.Contains(a.Id))
            .OrderBy(a => a.Number).ToListAsync(ct);
        Papers = await ApprovalPapers.OfOneAsync(db, acts, act.Kind, id, waiting.Request.Document, ct);
        return Page();
    }

    public Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken ct) =>
        DecideAsync(id, Decision.Approved, ct);

    public Task<IActionResult> OnPostDeclineAsync(Guid id, CancellationToken ct) =>
        DecideAsync(id, Decision.Declined, ct);

    private async Task<IActionResult> DecideAsync(Guid id, Decision decision, CancellationToken ct)
    {
        var request = new DecideApproval.Request(id, decision, Note ?? "", Actor.Staff(User.Id()))
        {
            BalanceSeen = new(Seen),
            OthersSeen = OtherIds.Zip(OtherCents).DistinctBy(o => o.First)
                .ToDictionary(o => o.First, o => new Usd(o.Second)),
        };
        switch (await decide.RunAsync(request, ct))
        {
            case Outcome<ApprovalDecision>.Done(var decided):
                TempData["Done"] = $"Approvals_{decided.Decision}";
                return RedirectToPage("Index");
            case Outcome<ApprovalDecision>.Refused(var refusal):
                db.ChangeTracker.Clear();
                ModelState.AddModelError(refusal.Key == "Approval_ReasonMissing" ? "Note" : "", refusal.Reason);
                return await OnGetAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
