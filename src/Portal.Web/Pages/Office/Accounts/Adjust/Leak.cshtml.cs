using Microsoft.AspNetCore.Mvc;
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
    PortalDbContext db, CreditLeak credit, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<LeakModel.Leaking>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    public LeakCase Leak { get; private set; } = null!;

    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        Input = new Leaking { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, bill, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await ShowAsync(id, bill, ct) is { } instead) { return instead; }

        Input.CreditSeen = Leak.Amount.Cents;
        ModelState.Remove("Input.CreditSeen");
        await PreviewAsync(id, c => credit.RunAsync(Request(bill) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid bill, CancellationToken ct) =>
        await ShowAsync(id, bill, ct)
            ?? Finish(await credit.RunAsync(Request(bill), ct), id, "Leak_Done")
            ?? Page();

    private new CreditLeak.Request Request(Guid bill) => new(
        Input.OperationId, bill, Input.Document, Input.ReachedSewer, Input.Note ?? "", new Usd(Input.CreditSeen ?? 0),
        Actor.Staff(User.Id()));

    private async Task<IActionResult?> ShowAsync(Guid id, Guid billId, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }
        if (await BillOfAsync(id, billId, ct) is not { } bill) { return NotFound(); }

        if (await _db.RulesOnAsync<LeakRules>(MoneyRuleKind.Leaks, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Leaks);
        }

        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        Leak = await LeakCase.OfAsync(_db, bill, rules, Input.ReachedSewer, clock.Today, ct);
        WhyNot = CreditLeak.WhyNot(Leak, rules, clock.Today);
        NeedsSecondPerson = await CreditLeak.NeedsSecondPersonAsync(_db, limits, Leak, clock.Today, ct);
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Leaking : MoneyInput
    {
        public string? Document { get; set; }

        public bool ReachedSewer { get; set; }

        public long? CreditSeen { get; set; }
    }
}
