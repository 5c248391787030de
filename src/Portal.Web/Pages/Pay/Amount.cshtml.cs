using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Relief;
using Portal.Web.Words;

namespace Portal.Web.Pages.Pay;

/// <summary>Paying without signing in: how much. Shows only what is due and a masked name.</summary>
[ResponseCache(NoStore = true)]
public sealed class AmountModel(
    PortalDbContext db, PayOrders orders, Words<PayBook> words, BusinessClock clock) : PageModel
{
    public PayableAccount Payable { get; private set; } = null!;

    public string MaskedName => FindAccountToPay.MaskName(Payable.CustomerName);

    public BusinessClock Clock => clock;

    [BindProperty]
    public AmountInput Input { get; set; } = new();

    [BindProperty]
    public GiftInput Gift { get; set; } = new();

    [BindProperty]
    public MeansInput Means { get; set; } = new();

    /// <summary>Null where every way of paying is free.</summary>
    public PaymentFeeRules? Fees { get; private set; }

    /// <summary>Null where the city takes no gifts.</summary>
    public ReliefRules? Relief { get; private set; }

    [BindProperty]
    public string? Email { get; set; }

    /// <summary>That this guest may pay the account.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Proof { get; set; }

    /// <param name="order">An order to change.</param>
    public async Task<IActionResult> OnGetAsync(string? order, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return RedirectToPage("Index"); }

        var before = orders.Open(order, userId: null);
        Input = AmountInput.For(
            Payable, before?.Shares.SingleOrDefault(s => s.CustomerAccountId == Payable.Id)?.Amount, chosen: true);
        Gift = GiftInput.For(before?.Gift ?? Usd.Zero, before?.Payment ?? Usd.Zero);
        Means = new() { How = before?.Means };
        Email = before?.ReceiptEmail;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return RedirectToPage("Index"); }

        var email = string.IsNullOrWhiteSpace(Email) ? null : Email.Trim();
        if (email is not null && MailRecipient.WhyNot(email) is not null)
        {
            ModelState.AddModelError(nameof(Email), words["Guest_EmailWrong"]);
        }

        var read = Input.Read(Payable);
        if (read is Outcome<Usd>.Refused(var refusal)) { ModelState.AddModelError("Input.Other", refusal.Reason); }

        var amount = read is Outcome<Usd>.Done(var typed) ? typed : Usd.Zero;
        var gift = Gift.Read(Relief, amount, ModelState);
        var (means, fee) = Means.Read(Fees, amount, ModelState, words);
        if (!ModelState.IsValid) { return Page(); }

        var order = new PayOrder(
            Guid.CreateVersion7(), UserId: null, [new(Payable.Id, amount, Payable.Due)], email)
        {
            Gift = gift, Means = means, Fee = fee,
        };
        return RedirectToPage("Check", new { order = orders.Seal(order) });
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (orders.OpenProof(Proof) is not { } id) { return false; }

        Fees = await db.PaymentFeesOnAsync(clock.Today, ct);
        Relief = await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct);
        Payable = (await PayableAccount.ForAsync(db, db.CustomerAccounts.Where(a => a.Id == id), clock.Today, ct))
            .Single();
        return true;
    }
}
