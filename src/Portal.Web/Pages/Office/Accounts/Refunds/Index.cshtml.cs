using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Accounts.Refunds;

/// <summary>What of an account's credit may go back, in order of what comes before it, and asking for it.</summary>
public sealed class IndexModel(
    PortalDbContext db, RequestRefund ask, CustomerLook look, BusinessClock clock, Words<RefundsBook> words) : PageModel
{
    [BindProperty]
    public Asking Input { get; set; } = new();

    public AccountRecord.Title Account { get; private set; } = null!;

    public RefundOffer Offer { get; private set; } = null!;

    public IReadOnlyList<RefundList.Row> Earlier { get; private set; } = [];

    /// <summary>A bank debit among the money may be returned for 60 days (domain.md §5).</summary>
    public bool UnderReturn => Offer.Sources.Any(s => s.Way == RefundWay.BankDebit);

    public IEnumerable<SelectListItem> Causes =>
        Enum.GetValues<RefundCause>().Select(c => new SelectListItem(words[$"Cause_{c}"], $"{c}"));

    public IEnumerable<SelectListItem> Ways =>
        [new(words["Ask_WayOriginal"], "false"), new(words["Ask_WayCheck"], "true")];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        Input.Amount = $"{Offer.Refundable.ToDollars():0.00}";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        if (ModelState.AmountOf("Input.Amount", Input.Amount) is not { } amount) { return Page(); }

        var outcome = await ask.RunAsync(
            new(Input.OperationId, id, amount, new Usd(Input.Seen), Input.Cause, Input.Note ?? "", Input.ByCheck,
                Actor.Staff(User.Id())),
            ct);
        if (outcome is Outcome<Refund>.Done(var refund))
        {
            TempData["RefundDone"] = "Ask";
            return RedirectToPage("/Office/Refunds/Refund", new { refund.Id });
        }

        Refuse(((Outcome<Refund>.Refused)outcome).Refusal);
        return await OpenAsync(id, ct) ?? Page();
    }

    private async Task<IActionResult?> OpenAsync(Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } title) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }
        if (await db.RulesOnAsync<RefundRules>(MoneyRuleKind.Refunds, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Refunds);
        }

        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        (Account, Offer) = (title, await RefundOffer.OfAsync(db, account, rules, clock, ct));
        Earlier = await RefundList.OfAccountAsync(db, id, ct);
        return null;
    }

    private void Refuse(Refusal refusal) => ModelState.AddModelError(
        refusal.Key switch
        {
            "Refund_NoteMissing" => "Input.Note",
            "Refund_AmountOutOfRange" or "Refund_Small" or "Refund_AboveBands" => "Input.Amount",
            _ => "",
        },
        refusal.Reason);

    /// <summary>What is filled in to ask for a refund.</summary>
    public sealed class Asking
    {
        public Guid OperationId { get; set; }

        /// <summary>Cents that the page showed as refundable.</summary>
        public long Seen { get; set; }

        public string? Amount { get; set; }

        public RefundCause Cause { get; set; }

        public string? Note { get; set; }

        public bool ByCheck { get; set; }
    }
}
