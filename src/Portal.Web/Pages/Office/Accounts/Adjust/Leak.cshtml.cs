using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Leaks;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Credits one bill for a leak: use beside the usual, the credit, then the act.</summary>
public sealed class LeakModel(
    PortalDbContext db, CreditLeak credit, PreviewAct preview, CustomerLook look, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Leaking Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    public LeakCase Leak { get; private set; } = null!;

    public PreviewAct.Effect? Effect { get; private set; }

    public Refusal? WhyNot { get; private set; }

    public bool NeedsSecondPerson { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        Input = new Leaking { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, bill, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid bill, CancellationToken ct)
    {
        var page = await ShowAsync(id, bill, ct);
        if (page is not PageResult) { return page; }

        Input.CreditSeen = Leak.Amount.Cents;
        ModelState.Remove("Input.CreditSeen");
        var outcome = await preview.RunAsync(
            id, c => credit.RunAsync(Request(bill) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Done(var effect)) { Effect = effect; }

        Refuse(outcome);
        return page;
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid bill, CancellationToken ct)
    {
        var page = await ShowAsync(id, bill, ct);
        if (page is not PageResult) { return page; }

        var outcome = await credit.RunAsync(Request(bill), ct);
        if (outcome is Outcome<Posted>.Done(var posted))
        {
            TempData["Done"] = posted.Waiting is null ? "Leak_Done" : "Approval_Asked";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(outcome);
        return page;
    }

    private new CreditLeak.Request Request(Guid bill) => new(
        Input.OperationId, bill, Input.Document, Input.ReachedSewer, Input.Note ?? "", new Usd(Input.CreditSeen ?? 0),
        Actor.Staff(User.Id()));

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(
                refusal.Key switch
                {
                    "Leak_ProofMissing" => "Input.Document",
                    "Adjust_NoteMissing" => "Input.Note",
                    _ => "",
                },
                refusal.Reason);
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, Guid billId, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account
            || await db.Bills.AsNoTracking().SingleOrDefaultAsync(
                b => b.Id == billId && b.CustomerAccountId == id, ct) is not { } bill)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        var rules = await db.RulesOnAsync<LeakRules>(MoneyRuleKind.Leaks, clock.Today, ct);
        var limits = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        Account = account;
        Leak = await LeakCase.OfAsync(db, bill, rules, Input.ReachedSewer, clock.Today, ct);
        WhyNot = CreditLeak.WhyNot(Leak, rules, clock.Today);
        NeedsSecondPerson = limits.NeedsSecondPerson(AdjustmentKind.Leak, Leak.Amount);
        return Page();
    }

    public sealed class Leaking
    {
        public Guid OperationId { get; set; }

        public string? Document { get; set; }

        public bool ReachedSewer { get; set; }

        public string? Note { get; set; }

        public long? CreditSeen { get; set; }
    }
}
