using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Suspense;

/// <summary>Enters money that names no account, as it came.</summary>
public sealed class EnterModel(
    RecordUnidentified record, OfficeTerms terms, BusinessClock clock, Words<MoneyBook> words) : PageModel
{
    [BindProperty]
    public Entering Input { get; set; } = new();

    public IEnumerable<SelectListItem> Tenders => RecordUnidentified.Takes
        .Select(t => new SelectListItem(terms.Of(t), $"{t}")).Prepend(new(words["Enter_Choose"], ""));

    public IEnumerable<SelectListItem> Sources =>
        new[] { SuspenseSource.Mail, SuspenseSource.Counter, SuspenseSource.Bank }
            .Select(s => new SelectListItem(words[$"Source_{s}"], $"{s}"));

    public void OnGet() => Input = new()
    {
        OperationId = Guid.CreateVersion7(), ReceivedOn = clock.Today, Source = SuspenseSource.Mail,
    };

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var typed = ModelState.AmountOf("Input.Amount", Input.Amount);
        if (Input.ReceivedOn is null) { ModelState.AddModelError("Input.ReceivedOn", words["Enter_DayMissing"]); }

        if (!ModelState.IsValid || typed is not { } amount) { return Page(); }

        var outcome = await record.RunAsync(Asked(amount), ct);
        if (outcome is Outcome<SuspenseItem>.Done(var item))
        {
            TempData["PlaceDone"] = "Enter_Done";
            return RedirectToPage("Item", new { item.Id });
        }

        var refusal = ((Outcome<SuspenseItem>.Refused)outcome).Refusal;
        ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
        return Page();
    }

    private RecordUnidentified.Request Asked(Usd amount) => new(
        Input.OperationId, amount, Input.Tender, Input.Source, Input.ReceivedOn!.Value,
        Input.PayerName, Input.SaidAccount, Input.Reference, Input.Note, Actor.Staff(User.Id()));

    private static string FieldOf(string refusal) => refusal switch
    {
        "Suspense_TenderMissing" => "Input.Tender",
        "Suspense_DayWrong" => "Input.ReceivedOn",
        "Suspense_AccountIsOpen" => "Input.SaidAccount",
        "Pay_AmountOutOfRange" => "Input.Amount",
        _ => "",
    };
}

/// <summary>What is filled in.</summary>
public sealed class Entering
{
    public Guid OperationId { get; set; }

    public string? Amount { get; set; }

    public Tender? Tender { get; set; }

    public SuspenseSource Source { get; set; }

    public DateOnly? ReceivedOn { get; set; }

    public string? PayerName { get; set; }

    public string? SaidAccount { get; set; }

    public string? Reference { get; set; }

    public string? Note { get; set; }
}
