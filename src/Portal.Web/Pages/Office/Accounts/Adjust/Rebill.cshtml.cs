using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rating;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Bills a period again: what was billed beside what it comes to now, then the effect, then the act.</summary>
public sealed class RebillModel(
    PortalDbContext db, RebillPeriod rebill, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<RebillModel.Rebilling>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    public RebillCase Case { get; private set; } = null!;

    public AdjustmentRules Rules { get; private set; } = null!;

    /// <summary>The reads that the bill froze.</summary>
    public IReadOnlyList<BillRead> ReadsBilled { get; private set; } = [];

    /// <summary>One charge, as billed and as it is now.</summary>
    public sealed record Row(string Label, Usd Was, Usd Now);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IEnumerable<SelectListItem> ReasonChoices(string empty) => Choices(Rules, empty);

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        Input = new Rebilling { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, bill, ct) ?? Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await ShowAsync(id, bill, ct) is { } instead) { return instead; }

        Input.TotalSeen = Case.Total.Cents;
        ModelState.Remove("Input.TotalSeen");
        var request = await ReadAsync(id, ct);
        await PreviewAsync(id, c => rebill.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid bill, CancellationToken ct) =>
        await ShowAsync(id, bill, ct)
            ?? Finish(await rebill.RunAsync(await ReadAsync(id, ct), ct), id, "Rebill_Done")
            ?? Page();

    private async Task<RebillPeriod.Request> ReadAsync(Guid id, CancellationToken ct) => new(
        Input.OperationId, Case.Bill.Id, Input.Reason ?? "", Input.Note ?? "", new Usd(Input.TotalSeen ?? 0),
        new Usd(await BalanceSeenAsync(id, ct)), Actor.Staff(User.Id()));

    private async Task<IActionResult?> ShowAsync(Guid id, Guid billId, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }
        if (await BillOfAsync(id, billId, ct) is not { } bill) { return NotFound(); }

        Case = await RebillCase.OfAsync(_db, bill, clock.Today, ct);
        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        Rules = rules;
        NeedsSecondPerson = await RebillPeriod.NeedsSecondPersonAsync(_db, Rules, Case, clock.Today, ct);
        ReadsBilled = await _db.BillReads.AsNoTracking().Where(r => r.BillId == bill.Id)
            .OrderBy(r => r.MeterNumber).ToListAsync(ct);
        Rows = [.. RowsOf(Case)];
        return null;
    }

    private static IEnumerable<Row> RowsOf(RebillCase rebill)
    {
        var was = rebill.Lines.Select(l => (Code: l.ChargeCode, l.Amount, l.Explanation, IsNow: false));
        var now = rebill.Charges.Select(c => (c.Code, c.Amount, c.Explanation, IsNow: true));
        return
            from each in was.Concat(now)
            group each by each.Code into same
            select new Row(
                Label(same.First().Explanation, same.Key),
                same.Where(e => !e.IsNow).Select(e => e.Amount).Sum(),
                same.Where(e => e.IsNow).Select(e => e.Amount).Sum());
    }

    private static string Label(string explanation, string code) => explanation == "{}"
        ? code
        : LineExplanation.FromJson(explanation).Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);

    /// <summary>What is filled in.</summary>
    public sealed class Rebilling : ReasonedInput
    {
        public long? TotalSeen { get; set; }
    }
}
