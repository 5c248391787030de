using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Wallet;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Schedule;

/// <summary>Scheduling a payment, step 2: the words that are agreed to.</summary>
public sealed class CheckModel(PortalDbContext db, SchedulePayment schedule, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "account")]
    public Guid AccountId { get; set; }

    [BindProperty(SupportsGet = true, Name = "method")]
    public Guid MethodId { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Cents { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly On { get; set; }

    [BindProperty]
    public Agreement Input { get; set; } = new();

    public CustomerAccount Account { get; private set; } = null!;

    public SavedMethod Method { get; private set; } = null!;

    /// <summary>The city charges a fee for some way of paying, and none for this.</summary>
    public bool OthersCost { get; private set; }

    public Usd Amount => new(Cents);

    public string ConsentWords => SchedulePayment.ConsentWords(
        CultureInfo.CurrentUICulture, Named.Of(Method), Account.MaskedNumber, Amount, On);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        var request = new SchedulePayment.Request(
            Input.OperationId, User.Id(), AccountId, MethodId, Amount, On, Input.Agree,
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.NetworkAddress());
        switch (await schedule.RunAsync(request, ct))
        {
            case Outcome<Draft>.Done(var draft):
                return RedirectToPage("Show", new { id = draft.Id });
            case Outcome<Draft>.Refused(var refusal):
                ModelState.AddModelError(refusal.Key == "Schedule_NotAgreed" ? "Input.Agree" : "", refusal.Reason);
                return Page();
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        var account = await db.PayableBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.Id == AccountId, ct);
        var method = await db.MethodsOf(User.Id()).AsNoTracking().SingleOrDefaultAsync(m => m.Id == MethodId, ct);
        if (account is null || method is null) { return false; }

        (Account, Method) = (account, method);
        OthersCost = await db.PaymentFeesOnAsync(clock.Today, ct) is not null;
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Agreement
    {
        public Guid OperationId { get; set; }

        public bool Agree { get; set; }
    }
}
