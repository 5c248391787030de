using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Web.Pages.My.Schedule;

namespace Portal.Web.Pages.Pay.Scheduled;

/// <summary>A guest schedules a payment, step 1: how much, on which day, and where to write to.</summary>
[ResponseCache(NoStore = true)]
public sealed class IndexModel(PortalDbContext db, PayOrders orders, BusinessClock clock) : PageModel
{
    public PayableAccount Payable { get; private set; } = null!;

    public string MaskedName => FindAccountToPay.MaskName(Payable.CustomerName);

    public DateOnly Today => clock.Today;

    [BindProperty]
    public GuestInput Input { get; set; } = new();

    /// <summary>That this guest may pay the account.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Proof { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return RedirectToPage("/Pay/Index"); }

        var first = BankingDays.OnOrAfter(Today.AddDays(1));
        var on = Payable.DueOn is { } due && BankingDays.OnOrBefore(due) > Today ? BankingDays.OnOrBefore(due) : first;
        var filled = ScheduleInput.Of(Payable.Offered, on, null);
        Input = new() { Amount = filled.Amount, On = filled.On };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return RedirectToPage("/Pay/Index"); }

        var read = new ScheduleInput { Amount = Input.Amount, On = Input.On }.Read(ModelState);
        if (read is var (cents, day) && ScheduleRules.WhyNot(cents, day, Today) is { } wrong)
        {
            ModelState.AddModelError(ScheduleInput.FieldOf(wrong), wrong.Reason);
        }

        var email = Input.Email?.Trim() ?? "";
        if (MailRecipient.WhyNot(email) is not null)
        {
            ModelState.AddModelError("Input.Email", new Refusal("Schedule_EmailWrong").Reason);
        }

        if (!ModelState.IsValid || read is not var (amount, on)) { return Page(); }

        var order = new PayOrder(Guid.CreateVersion7(), null, [new(Payable.Id, amount, Payable.Due)], email)
        {
            On = on,
        };
        return RedirectToPage("Check", new { order = orders.Seal(order) });
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (orders.OpenProof(Proof) is not { } id) { return false; }

        Payable = (await PayableAccount.ForAsync(db, db.CustomerAccounts.Where(a => a.Id == id), Today, ct))
            .Single();
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class GuestInput
    {
        public string? Amount { get; set; }

        public string? On { get; set; }

        public string? Email { get; set; }
    }
}
