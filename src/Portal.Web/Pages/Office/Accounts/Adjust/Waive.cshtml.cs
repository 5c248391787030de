using Microsoft.AspNetCore.Mvc;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Lets one fee or late charge go: what is left of it, the rule, the effect, then the act.</summary>
public sealed class WaiveModel(
    PortalDbContext db, WaiveCharge waive, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<WaiveModel.Waiving>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    public WaiveCharge.Case Waived { get; private set; } = null!;

    public Refusal? WhyNot { get; private set; }

    /// <summary>What one person may still waive on the account; null without a limit.</summary>
    public Usd? Left { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid charge, CancellationToken ct)
    {
        Input = new Waiving { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, charge, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid charge, CancellationToken ct)
    {
        if (await ShowAsync(id, charge, ct) is { } instead) { return instead; }

        await PreviewAsync(
            id, c => waive.RunAsync(Ask(id, charge) with { ApprovedBy = PreviewAct.Approver }, c), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid charge, CancellationToken ct) =>
        Finish(await waive.RunAsync(Ask(id, charge), ct), id, "Waive_Done")
            ?? await ShowAsync(id, charge, ct)
            ?? Page();

    private WaiveCharge.Request Ask(Guid id, Guid charge) =>
        new(Input.OperationId, id, charge, Input.Note ?? "", Input.Document, Actor.Staff(User.Id()));

    private async Task<IActionResult?> ShowAsync(Guid id, Guid charge, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }
        if (await WaiveCharge.CaseAsync(_db, id, charge, clock.Today, ct) is not { } waived) { return NotFound(); }

        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        (Waived, WhyNot) = (waived, WaiveCharge.WhyNot(waived));
        Left = await _db.LeftAloneAsync(limits, id, AdjustmentKind.Waiver, clock.Today, ct);
        NeedsSecondPerson = await _db.NeedsSecondPersonAsync(
            limits, id, AdjustmentKind.Waiver, waived.Amount, [.. waived.Left.Select(l => (l.Item.Id, l.Amount))],
            clock.Today, ct);
        return null;
    }

    /// <summary>What is filled in to waive a charge.</summary>
    public sealed class Waiving : NotedInput
    {
        public string? Document { get; set; }
    }
}
