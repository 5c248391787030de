using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Returns;
using Portal.Web.Words;

namespace Portal.Web.Pages.Pay;

/// <summary>Paying without signing in: check your answers, then go to the processor's page.</summary>
[ResponseCache(NoStore = true)]
public sealed class CheckModel(
    PortalDbContext db, PayOrders orders, StartPayment startPayment, Words<PayBook> words, BusinessClock clock)
    : PageModel
{
    public PayableAccount Payable { get; private set; } = null!;

    public PayOrder Order { get; private set; } = null!;

    /// <summary>Set while no bank debits are taken on the account: the processor offers cards only.</summary>
    public PaymentRestriction? CardsOnly { get; private set; }

    /// <summary>Leads back to the amount.</summary>
    public string Proof => orders.SealProof(Payable.Id);

    public string MaskedName => FindAccountToPay.MaskName(Payable.CustomerName);

    /// <summary>Null where every way of paying is free.</summary>
    public PaymentFeeRules? Fees { get; private set; }

    /// <summary>The order as it was sealed.</summary>
    [BindProperty(Name = "order", SupportsGet = true)]
    public string? Sealed { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await OpenAsync(ct) ? Page() : RedirectToPage("Index");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await OpenAsync(ct)) { return RedirectToPage("Index"); }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var request = new StartPayment.Request(
            Order.OperationId, UserId: null, Order.Shares, language, Order.ReceiptEmail)
        {
            Gift = Order.Gift, Means = Order.Means, FeeSeen = Order.Fee,
        };
        switch (await startPayment.RunAsync(request, ct))
        {
            case Outcome<StartPayment.Started>.Done({ CheckoutUrl: { } checkout }):
                return new SeeOther(checkout);
            case Outcome<StartPayment.Started>.Done(var started):
                ModelState.AddModelError("", words[SentenceFor(started.State)]);
                return Page();
            case Outcome<StartPayment.Started>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return Page();
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    /// <summary>Nobody has been to the processor's page under this order, or it is over.</summary>
    private static string SentenceFor(PaymentAttemptState state) => state switch
    {
        PaymentAttemptState.Sending or PaymentAttemptState.Unknown => "Guest_NoAnswerYet",
        PaymentAttemptState.Failed or PaymentAttemptState.Canceled => "Guest_OrderOver",
        _ => "Guest_OrderPaid",
    };

    private async Task<bool> OpenAsync(CancellationToken ct)
    {
        if (orders.Open(Sealed, userId: null) is not { Shares: [var share], On: null } order) { return false; }

        Order = order;
        Fees = await db.PaymentFeesOnAsync(clock.Today, ct);
        Payable = (await PayableAccount.ForAsync(
            db, db.CustomerAccounts.Where(a => a.Id == share.CustomerAccountId), clock.Today, ct)).Single();
        CardsOnly = await db.RestrictionAsync([Payable.Id], clock.Today, ct);
        return true;
    }
}
