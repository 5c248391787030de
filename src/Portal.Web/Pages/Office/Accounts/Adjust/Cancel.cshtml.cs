using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Takes one bill back: first the effect, then the act.</summary>
public sealed class CancelModel(
    PortalDbContext db, CancelBill cancel, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<ReasonedInput>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    public Bill Bill { get; private set; } = null!;

    public AdjustmentRules Rules { get; private set; } = null!;

    /// <summary>Why it cannot be canceled; null when it can.</summary>
    public Refusal? WhyNot { get; private set; }

    public IEnumerable<SelectListItem> ReasonChoices(string empty) => Choices(Rules, empty);

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        Input = new ReasonedInput { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, bill, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await ShowAsync(id, bill, ct) is { } instead) { return instead; }

        var request = await ReadAsync(id, ct);
        await PreviewAsync(id, c => cancel.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid bill, CancellationToken ct) =>
        await ShowAsync(id, bill, ct)
            ?? Finish(await cancel.RunAsync(await ReadAsync(id, ct), ct), id, "Cancel_Done")
            ?? Page();

    private async Task<CancelBill.Request> ReadAsync(Guid id, CancellationToken ct) => new(
        Input.OperationId, Bill.Id, Input.Reason ?? "", Input.Note ?? "", new Usd(await BalanceSeenAsync(id, ct)),
        Actor.Staff(User.Id()));

    private async Task<IActionResult?> ShowAsync(Guid id, Guid billId, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }
        if (await BillOfAsync(id, billId, ct) is not { } bill) { return NotFound(); }

        Bill = bill;
        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        Rules = rules;
        WhyNot = await CancelBill.WhyNotAsync(_db, bill, clock.Today, ct);
        NeedsSecondPerson = await CancelBill.NeedsSecondPersonAsync(_db, Rules, bill, clock.Today, ct);
        return null;
    }
}
