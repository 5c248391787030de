using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What every form asks for that changes what an account owes.</summary>
public class NotedInput
{
    /// <summary>Born with the form; a request that was declined takes a new one.</summary>
    public Guid OperationId { get; set; }

    public string? Note { get; set; }
}

/// <summary>The same where the balance that was shown must still be it.</summary>
public class MoneyInput : NotedInput
{
    public long? BalanceSeen { get; set; }
}

/// <summary>The same where one of the city's reasons is chosen.</summary>
public class ReasonedInput : MoneyInput
{
    public string? Reason { get; set; }
}

/// <summary>
/// What the pages share that change what an account owes: whose account it is and who may look, the effect before the
/// act, where a refusal is shown, and what follows when it is done or waits for a second person.
/// </summary>
public abstract class MoneyActModel<TInput>(PortalDbContext db, PreviewAct preview, CustomerLook look) : PageModel
    where TInput : NotedInput, new()
{
    [BindProperty]
    public TInput Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    /// <summary>Set once the effect was asked for and the act may be confirmed.</summary>
    public PreviewAct.Effect? Effect { get; private set; }

    public bool NeedsSecondPerson { get; protected set; }

    protected static IEnumerable<SelectListItem> Choices(AdjustmentRules rules, string empty)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return rules.Reasons
            .Select(r => new SelectListItem(r.Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), r.Code))
            .Prepend(new SelectListItem(empty, ""));
    }

    /// <returns>What to answer instead of the page; null when the account may be shown.</returns>
    protected async Task<IActionResult?> OpenAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        return null;
    }

    /// <summary>The amount as typed; null when it is none, and the field says why.</summary>
    protected Usd? AmountOf(string? typed) => ModelState.AmountOf("Input.Amount", typed);

    /// <summary>A bill of the account; null when it is none of its bills.</summary>
    protected Task<Bill?> BillOfAsync(Guid id, Guid bill, CancellationToken ct) =>
        db.Bills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == bill && b.CustomerAccountId == id, ct);

    /// <summary>The balance that the person saw; the one there is, before anything was shown.</summary>
    protected async Task<long> BalanceSeenAsync(Guid id, CancellationToken ct) =>
        (Input as MoneyInput)?.BalanceSeen ?? (await AccountRecord.OfAsync(db, id, ct))?.Balance.Cents ?? 0;

    /// <summary>Shows what the act would do, or why it will not.</summary>
    protected async Task PreviewAsync<T>(
        Guid id, Func<CancellationToken, Task<Outcome<T>>> act, CancellationToken ct)
    {
        switch (await preview.RunAsync(id, act, ct))
        {
            case Outcome<PreviewAct.Effect>.Done(var effect):
                Effect = effect;
                if (Input is MoneyInput seen) { seen.BalanceSeen = effect.BalanceBefore.Cents; }

                ModelState.Remove("Input.BalanceSeen");
                break;
            case Outcome<PreviewAct.Effect>.Refused(var refusal): Refuse(refusal); break;
        }
    }

    /// <param name="done">Words for what was done.</param>
    /// <returns>Where to go on; null when it was refused and the form is shown again.</returns>
    protected IActionResult? Finish(Outcome<Posted> outcome, Guid id, string done)
    {
        if (outcome is Outcome<Posted>.Done(var posted))
        {
            TempData["Done"] = posted.Waiting is null ? done : "Approval_Asked";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(((Outcome<Posted>.Refused)outcome).Refusal);
        return null;
    }

    protected void Refuse(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        db.ChangeTracker.Clear();
        if (refusal.Key == "Approval_WasDeclined")
        {
            Input.OperationId = Guid.CreateVersion7();
            ModelState.Remove("Input.OperationId");
        }

        ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
    }

    /// <summary>The field that a refusal is about; none for the whole form.</summary>
    private static string FieldOf(string refusal) => refusal switch
    {
        "Adjust_ReasonMissing" or "Adjust_CapReached" => "Input.Reason",
        "Adjust_OverCap" => "Input.OverCap",
        "Adjust_DocumentOfAnother" => "Input.KeptDocument",
        "Adjust_NoteMissing" => "Input.Note",
        "Adjust_LineMissing" => "Input.Line",
        "Adjust_MoreThanLine" or "Pay_AmountOutOfRange" or "Relief_MoreThanOpen" or "Relief_FundTooSmall" =>
            "Input.Amount",
        "Leak_ProofMissing" or "Fee_ProofMissing" => "Input.Document",
        "Transfer_NotFound" or "Transfer_SameAccount" => "Input.ToAccount",
        "Transfer_AmountOutOfRange" => "Input.Amount",
        "Transfer_NoteMissing" => "Input.Note",
        "Fee_PaymentMissing" => "Input.PaymentId",
        "Fee_NotInForce" or "Fee_LowIncomeReconnect" => "Input.Fee",
        _ => "",
    };
}
