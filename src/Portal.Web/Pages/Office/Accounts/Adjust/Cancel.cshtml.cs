using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
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
    PortalDbContext db, CancelBill cancel, PreviewAct preview, CustomerLook look, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Canceling Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    public Bill Bill { get; private set; } = null!;

    public AdjustmentRules Rules { get; private set; } = null!;

    public PreviewAct.Effect? Effect { get; private set; }

    /// <summary>Why it cannot be canceled; null when it can.</summary>
    public Refusal? WhyNot { get; private set; }

    public bool NeedsSecondPerson => Rules.NeedsSecondPerson(AdjustmentKind.BillCanceled, Bill.NewCharges);

    public IEnumerable<SelectListItem> ReasonChoices(string empty) =>
        Rules.Reasons
            .Select(r => new SelectListItem(r.Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), r.Code))
            .Prepend(new SelectListItem(empty, ""));

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        Input = new Canceling { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, bill, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, Guid bill, CancellationToken ct)
    {
        var request = await ReadAsync(id, bill, ct);
        var outcome = await preview.RunAsync(
            id, c => cancel.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Done(var effect))
        {
            Effect = effect;
            Input.BalanceSeen = effect.BalanceBefore.Cents;
            ModelState.Remove("Input.BalanceSeen");
        }

        Refuse(outcome);
        return await ShowAsync(id, bill, ct);
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, Guid bill, CancellationToken ct)
    {
        var outcome = await cancel.RunAsync(await ReadAsync(id, bill, ct), ct);
        if (outcome is Outcome<Posted>.Done(var posted))
        {
            TempData["Done"] = posted.Waiting is null ? "Cancel_Done" : "Approval_Asked";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(outcome);
        return await ShowAsync(id, bill, ct);
    }

    private async Task<CancelBill.Request> ReadAsync(Guid id, Guid bill, CancellationToken ct)
    {
        var ofAccount = await db.Bills.AnyAsync(b => b.Id == bill && b.CustomerAccountId == id, ct);
        var seen = Input.BalanceSeen ?? (await AccountRecord.OfAsync(db, id, ct))?.Balance.Cents ?? 0;
        return new(
            Input.OperationId, ofAccount ? bill : Guid.Empty, Input.Reason ?? "", Input.Note ?? "", new Usd(seen),
            Actor.Staff(User.Id()));
    }

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            var field = refusal.Key switch
            {
                "Adjust_ReasonMissing" => "Input.Reason",
                "Adjust_NoteMissing" => "Input.Note",
                _ => "",
            };
            ModelState.AddModelError(field, refusal.Reason);
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

        (Account, Bill) = (account, bill);
        Rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        WhyNot = await CancelBill.WhyNotAsync(db, bill, clock.Today, ct);
        return Page();
    }

    public sealed class Canceling
    {
        public Guid OperationId { get; set; }

        public string? Reason { get; set; }

        public string? Note { get; set; }

        public long? BalanceSeen { get; set; }
    }
}
