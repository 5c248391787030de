using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>Returns one deposit: the conditions, the interest, then the act.</summary>
public sealed class ReturnModel(PortalDbContext db, ReturnDeposit giveBack, CustomerLook look, BusinessClock clock)
    : DepositPage(db, look)
{
    private readonly PortalDbContext _db = db;

    [BindProperty]
    public Guid OperationId { get; set; }

    [BindProperty]
    public long Seen { get; set; }

    [BindProperty(SupportsGet = true, Name = "deposit")]
    public Guid DepositId { get; set; }

    public ReturnDeposit.Case Found { get; private set; } = null!;

    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var seen = Seen;
        // A deposit of another account is not this page's.
        if (await ShowAsync(id, ct) is not PageResult and var instead) { return instead; }

        var outcome = await giveBack.RunAsync(
            new(OperationId, DepositId, new Usd(seen), Actor.Staff(User.Id())), ct);
        var waits = outcome is Outcome<Posted>.Done { Value.Waiting: not null };
        return await AnswerAsync(id, outcome, waits ? "Return_Asked" : "Return_Done", _ => "", ct);
    }

    protected override async Task<IActionResult> LoadMoreAsync(Guid id, CancellationToken ct)
    {
        if (await _db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.SecurityDeposits);
        }

        if (await ReturnDeposit.CaseAsync(_db, id, DepositId, rules, clock, ct) is not { } found)
        {
            return NotFound();
        }

        (Found, WhyNot, Seen) = (found, ReturnDeposit.WhyNot(found), found.Total.Cents);
        ModelState.Remove(nameof(Seen));
        return Page();
    }
}
