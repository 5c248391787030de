using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>A payment that a bank sent back: why and when, the effect, then the act.</summary>
public sealed class PaymentModel(
    PortalDbContext db, ReturnPayment returnPayment, PreviewAct preview, CustomerLook look, BusinessClock clock,
    Words<ReturnsBook> words) : PageModel
{
    [BindProperty]
    public ReturnInput Input { get; set; } = new();

    public Payment Payment { get; private set; } = null!;

    public AccountRecord.Title Account { get; private set; } = null!;

    /// <summary>Set when it came back already.</summary>
    public ReturnedPayment? Returned { get; private set; }

    public IReadOnlyList<SelectListItem> Reasons { get; private set; } = [];

    public PreviewAct.Effect? Effect { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), ReturnedOn = clock.Today };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        if (page is not PageResult || Read(id) is not { } request) { return page; }

        var outcome = await preview.RunAsync(
            Payment.CustomerAccountId, c => returnPayment.RunAsync(request, c), ct);
        if (outcome is Outcome<PreviewAct.Effect>.Done(var effect)) { Effect = effect; }

        Refuse(outcome);
        return page;
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        if (page is not PageResult || Read(id) is not { } request) { return page; }

        var outcome = await returnPayment.RunAsync(request, ct);
        if (outcome is Outcome<IReadOnlyList<ReturnedPayment>>.Done)
        {
            TempData["Done"] = "Pay_Done";
            return RedirectToPage("Index");
        }

        Refuse(outcome);
        return page;
    }

    private ReturnPayment.Request? Read(Guid id)
    {
        if (string.IsNullOrEmpty(Input.Reason))
        {
            ModelState.AddModelError("Input.Reason", words["Pay_ReasonMissing"]);
        }

        if (Input.ReturnedOn is null && ModelState.IsValid)
        {
            ModelState.AddModelError("Input.ReturnedOn", words["Pay_DayMissing"]);
        }

        return !ModelState.IsValid ? null : new(
            Input.OperationId, id, Input.Reason!, Input.ReturnedOn!.Value, ReturnSource.Person, Input.Reference,
            Actor.Staff(User.Id()));
    }

    private void Refuse<T>(Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            var field = refusal.Key switch
            {
                "Return_DayWrong" => "Input.ReturnedOn",
                "Return_ReasonUnknown" or "Return_ReasonNotOfTender" => "Input.Reason",
                _ => "",
            };
            ModelState.AddModelError(field, refusal.Reason);
        }
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } payment
            || await AccountRecord.TitleOfAsync(db, payment.CustomerAccountId, ct) is not { } account)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, payment.CustomerAccountId, ct))
        {
            return RedirectToPage("/Office/Accounts/Why", new { id = payment.CustomerAccountId });
        }

        (Payment, Account) = (payment, account);
        Returned = await db.Set<ReturnedPayment>().AsNoTracking().SingleOrDefaultAsync(r => r.PaymentId == id, ct);
        var reasons = await db.Set<ReturnReason>().AsNoTracking().OrderBy(r => r.Code).ToListAsync(ct);
        Reasons =
        [
            new(words["Pay_Choose"], ""),
            .. reasons.Where(r => r.Fits(payment.Tender) && r.Code != ReturnReason.NoCode)
                .Select(r => new SelectListItem($"{r.Code} · {r.In(CultureInfo.CurrentUICulture)}", r.Code)),
        ];
        return Page();
    }
}

/// <summary>What the form asks for.</summary>
public sealed class ReturnInput
{
    public Guid OperationId { get; set; }

    public string? Reason { get; set; }

    public DateOnly? ReturnedOn { get; set; }

    public string? Reference { get; set; }
}
