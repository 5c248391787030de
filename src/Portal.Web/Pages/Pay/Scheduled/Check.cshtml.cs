using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Wallet;
using Portal.Web.Pages.My.Schedule;
using Portal.Web.People;

namespace Portal.Web.Pages.Pay.Scheduled;

/// <summary>A guest schedules a payment, step 2: the words agreed to, then the processor's page for the card.</summary>
[ResponseCache(NoStore = true)]
public sealed class CheckModel(PortalDbContext db, PayOrders orders, StartGuestSchedule start, BusinessClock clock)
    : PageModel
{
    public PayableAccount Payable { get; private set; } = null!;

    public PayOrder Order { get; private set; } = null!;

    /// <summary>The city charges a fee for some way of paying, and none for this.</summary>
    public bool OthersCost { get; private set; }

    /// <summary>The order as it was sealed.</summary>
    [BindProperty(Name = "order", SupportsGet = true)]
    public string? Sealed { get; set; }

    [BindProperty]
    public Agreement Input { get; set; } = new();

    public string Proof => orders.SealProof(Payable.Id);

    public string ConsentWords => SchedulePayment.ConsentWords(
        CultureInfo.CurrentUICulture, null, Payable.MaskedNumber, Order.Total, Order.On!.Value);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await OpenAsync(ct) ? Page() : RedirectToPage("/Pay/Index");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await OpenAsync(ct)) { return RedirectToPage("/Pay/Index"); }

        var request = new StartGuestSchedule.Request(
            Order.OperationId, Payable.Id, Order.Total, Order.On!.Value, Order.ReceiptEmail ?? "", Input.Agree,
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.NetworkAddress());
        switch (await start.RunAsync(request, ct))
        {
            case Outcome<StartSavingMethod.Started>.Done({ PageUrl: { } page }):
                return new SeeOther(page);
            case Outcome<StartSavingMethod.Started>.Done(var started):
                return RedirectToPage("Return", new { setup = started.State });
            case Outcome<StartSavingMethod.Started>.Refused(var refusal):
                ModelState.AddModelError(ScheduleInput.FieldOf(refusal), refusal.Reason);
                return Page();
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    private async Task<bool> OpenAsync(CancellationToken ct)
    {
        if (orders.Open(Sealed, userId: null) is not { Shares: [var share], On: not null } order) { return false; }

        Order = order;
        OthersCost = await db.PaymentFeesOnAsync(clock.Today, ct) is not null;
        Payable = (await PayableAccount.ForAsync(
            db, db.CustomerAccounts.Where(a => a.Id == share.CustomerAccountId), clock.Today, ct)).Single();
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Agreement
    {
        public bool Agree { get; set; }
    }
}
