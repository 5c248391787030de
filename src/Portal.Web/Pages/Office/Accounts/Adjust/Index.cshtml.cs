using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Charges more or less for one line: first the effect, then the act.</summary>
public sealed class IndexModel(
    PortalDbContext db, AdjustAccount adjust, PreviewAct preview, CustomerLook look, BusinessClock clock)
    : MoneyActModel<Adjusting>(db, preview, look)
{
    private const int LinesOffered = 60;

    private readonly PortalDbContext _db = db;

    public IReadOnlyList<AdjustableLine> Lines { get; private set; } = [];

    public AdjustmentRules Rules { get; private set; } = null!;

    public IEnumerable<SelectListItem> LineChoices(string empty, Func<AdjustableLine, string> say) =>
        Lines.Select(l => new SelectListItem(say(l), $"{l.Item.Id}")).Prepend(new SelectListItem(empty, ""));

    public IEnumerable<SelectListItem> ReasonChoices(string empty) => Choices(Rules, empty);

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? line, CancellationToken ct)
    {
        Input = new Adjusting { OperationId = Guid.CreateVersion7(), Line = line };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is { } request)
        {
            await PreviewAsync(id, c => adjust.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        }

        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } request
            && Finish(await adjust.RunAsync(request, ct), id, "Adjust_Done") is { } done
            ? done
            : await ShowAsync(id, ct);

    private async Task<AdjustAccount.Request?> ReadAsync(Guid id, CancellationToken ct)
    {
        if (AmountOf(Input.Amount) is not { } amount) { return null; }

        return new(
            Input.OperationId, id, Input.Side ?? Side.Credit, Input.Line ?? Guid.Empty, amount,
            Input.Reason ?? "", Input.Note ?? "", Input.Document, new Usd(await BalanceSeenAsync(id, ct)),
            Actor.Staff(User.Id()));
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        Lines = await AdjustableLine.OfAsync(_db, id, LinesOffered, ct);
        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        Rules = rules;
        NeedsSecondPerson = TypedAmount.Read(Input.Amount) is Outcome<Usd>.Done(var amount)
            && await _db.NeedsSecondPersonAsync(
                Rules, id, AdjustmentKind.Correction, amount,
                Input is { Side: Side.Credit, Line: { } line } ? [(line, amount)] : [], clock.Today, ct);
        return Page();
    }
}
