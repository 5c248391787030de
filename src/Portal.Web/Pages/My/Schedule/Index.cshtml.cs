using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Schedule;

/// <summary>Scheduling a payment, step 1: how much, on which day, with what.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public PayableAccount Payable { get; private set; } = null!;

    public IReadOnlyList<SavedMethod> Methods { get; private set; } = [];

    /// <summary>What is promised on the account already.</summary>
    public IReadOnlyList<DraftAhead> Standing { get; private set; } = [];

    public DateOnly Today => clock.Today;

    [BindProperty]
    public ScheduleInput Input { get; set; } = new();

    /// <param name="account">The account to pay.</param>
    /// <param name="method">One that was just kept.</param>
    public async Task<IActionResult> OnGetAsync(Guid account, Guid? method, CancellationToken ct)
    {
        if (!await LoadAsync(account, ct)) { return NotFound(); }

        var on = Payable.DueOn is { } due && due > Today
            ? BankingDays.OnOrBefore(due)
            : BankingDays.OnOrAfter(Today.AddDays(1));
        Input = ScheduleInput.Of(
            Payable.Offered, on > Today ? on : BankingDays.OnOrAfter(Today.AddDays(1)),
            method ?? (Methods.Count > 0 ? Methods[0].Id : null));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid account, CancellationToken ct)
    {
        if (!await LoadAsync(account, ct)) { return NotFound(); }

        var read = Input.Read(ModelState);
        if (Input.Method is null)
        {
            ModelState.AddModelError("Input.Method", new Refusal("Method_NotFound").Reason);
        }

        if (read is var (_, day) && ScheduleRules.WhyNot(read.Value.Amount, day, Today) is { } wrong)
        {
            ModelState.AddModelError(ScheduleInput.FieldOf(wrong), wrong.Reason);
        }

        return ModelState.IsValid && read is var (amount, on)
            ? RedirectToPage(
                "Check", new { account, method = Input.Method, cents = amount.Cents, on = $"{on:yyyy-MM-dd}" })
            : Page();
    }

    private async Task<bool> LoadAsync(Guid account, CancellationToken ct)
    {
        var payable = await PayableAccount.ForAsync(
            db, db.PayableBy(User.Id()).Where(a => a.Id == account), Today, ct);
        if (payable is not [var one]) { return false; }

        Payable = one;
        Standing = [.. (await DraftAhead.OfPayerAsync(db, User.Id(), clock, ct))
            .Where(d => d.Draft.CustomerAccountId == one.Id)];
        Methods = await db.MethodsOf(User.Id()).OrderBy(m => m.KeptAt).AsNoTracking().ToListAsync(ct);
        return true;
    }
}
