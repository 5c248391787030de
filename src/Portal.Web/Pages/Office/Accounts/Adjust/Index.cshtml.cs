using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts.Record;
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
    PortalDbContext db, AdjustAccount adjust, PreviewAct preview, CustomerLook look, BusinessClock clock) : PageModel
{
    private const int LinesOffered = 60;

    [BindProperty]
    public Adjusting Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    public IReadOnlyList<AdjustableLine> Lines { get; private set; } = [];

    public AdjustmentRules Rules { get; private set; } = null!;

    /// <summary>Set once the effect was asked for and the act may be confirmed.</summary>
    public PreviewAct.Effect? Effect { get; private set; }

    public bool NeedsSecondPerson =>
        TypedAmount.Read(Input.Amount) is Outcome<Usd>.Done(var amount)
        && Rules.NeedsSecondPerson(AdjustmentKind.Correction, amount);

    public IEnumerable<SelectListItem> LineChoices(string empty, Func<AdjustableLine, string> say) =>
        Lines.Select(l => new SelectListItem(say(l), $"{l.Item.Id}")).Prepend(new SelectListItem(empty, ""));

    public IEnumerable<SelectListItem> ReasonChoices(string empty) =>
        Rules.Reasons
            .Select(r => new SelectListItem(r.Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), r.Code))
            .Prepend(new SelectListItem(empty, ""));

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? line, CancellationToken ct)
    {
        Input = new Adjusting { OperationId = Guid.CreateVersion7(), Line = line };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is { } request)
        {
            var outcome = await preview.RunAsync(
                id, c => adjust.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
            if (outcome is Outcome<PreviewAct.Effect>.Done(var effect))
            {
                Effect = effect;
                Input.BalanceSeen = effect.BalanceBefore.Cents;
                ModelState.Remove("Input.BalanceSeen");
            }

            Refuse(outcome);
        }

        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is { } request)
        {
            var outcome = await adjust.RunAsync(request, ct);
            if (outcome is Outcome<Posted>.Done(var posted))
            {
                TempData["Done"] = posted.Waiting is null ? "Adjust_Done" : "Approval_Asked";
                return RedirectToPage("/Office/Accounts/Account", new { id });
            }

            Refuse(outcome);
        }

        return await ShowAsync(id, ct);
    }

    private async Task<AdjustAccount.Request?> ReadAsync(Guid id, CancellationToken ct)
    {
        if (TypedAmount.Read(Input.Amount) is Outcome<Usd>.Refused(var refusal))
        {
            ModelState.AddModelError("Input.Amount", refusal.Reason);
            return null;
        }

        var amount = ((Outcome<Usd>.Done)TypedAmount.Read(Input.Amount)).Value;
        var seen = Input.BalanceSeen ?? (await AccountRecord.OfAsync(db, id, ct))?.Balance.Cents ?? 0;
        return new(
            Input.OperationId, id, Input.Side ?? Side.Credit, Input.Line ?? Guid.Empty, amount, Input.Reason ?? "",
            Input.Note ?? "", Input.Document, new Usd(seen), Actor.Staff(User.Id()));
    }

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(Adjusting.FieldOf(refusal.Key), refusal.Reason);
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Lines = await AdjustableLine.OfAsync(db, id, LinesOffered, ct);
        Rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        return Page();
    }
}
