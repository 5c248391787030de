using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Returns;
using Portal.Web.Pages.Pay;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Pay;

/// <summary>Step 2 of paying: check your answers, then go to the processor's page.</summary>
public sealed class CheckModel(PortalDbContext db, PayOrders orders, StartPayment startPayment, BusinessClock clock)
    : PageModel
{
    public IReadOnlyList<PayableAccount> Accounts { get; private set; } = [];

    public PayOrder Order { get; private set; } = null!;

    /// <summary>Null where every way of paying is free.</summary>
    public PaymentFeeRules? Fees { get; private set; }

    /// <summary>Set while no bank debits are taken on the account: the processor offers cards only.</summary>
    public PaymentRestriction? CardsOnly { get; private set; }

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
            Order.OperationId, User.Id(), Order.Shares, language, Order.ReceiptEmail)
        {
            Gift = Order.Gift,
            Means = Order.Means,
            FeeSeen = Order.Fee,
        };
        switch (await startPayment.RunAsync(request, ct))
        {
            case Outcome<StartPayment.Started>.Done({ CheckoutUrl: { } checkout }):
                return new SeeOther(checkout);
            case Outcome<StartPayment.Started>.Done(var started):
                return RedirectToPage("Return", new { id = started.AttemptId });
            case Outcome<StartPayment.Started>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return Page();
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    /// <summary>False without an order of this person's: the amount step comes first.</summary>
    private async Task<bool> OpenAsync(CancellationToken ct)
    {
        if (orders.Open(Sealed, User.Id()) is not { } order) { return false; }

        Order = order;
        Fees = await db.PaymentFeesOnAsync(clock.Today, ct);
        var ids = order.Shares.Select(s => s.CustomerAccountId).ToArray();
        Accounts = await PayableAccount.ForAsync(
            db, db.PayableBy(User.Id()).Where(a => ids.Contains(a.Id)), clock.Today, ct);
        CardsOnly = await db.RestrictionAsync(ids, clock.Today, ct);
        return Accounts.Count == ids.Length;
    }
}
