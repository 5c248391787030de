using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>A bill that nobody gets, with the reason for each line. Plain GET: it can be kept as a bookmark.</summary>
public sealed class MockModel(
    PortalDbContext db, PriceMockBill priceMockBill, BusinessClock clock, RateTerms terms, Words<RatesBook> words)
    : MockInput
{
    public IReadOnlyList<ChargeLine>? Lines { get; private set; }

    public BillInputs? Of { get; private set; }

    public Usd Total { get; private set; }

    public string? WhyNot { get; private set; }

    public IReadOnlyList<SelectListItem> Books { get; private set; } = [];

    public IEnumerable<SelectListItem> Services => Enum.GetNames<UtilityService>()
        .Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)
        .Select(service => new SelectListItem(terms.Service(service), service));

    public IEnumerable<SelectListItem> Classes => Enum.GetNames<CustomerClass>()
        .Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)
        .Select(customerClass => new SelectListItem(terms.Class(customerClass), customerClass));

    public IEnumerable<SelectListItem> Locations => Enum.GetNames<PremiseLocation>()
        .Select(location => new SelectListItem(words[$"For_{location}"], location));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        On ??= clock.Today;
        var drafts = await RateList.DraftsAsync(db, ct);
        Books =
        [
            new(words["Mock_InForce"], ""),
            .. drafts.Where(d => !d.IsSettings).Select(d =>
                new SelectListItem(words["Mock_WithDraft", d.Code, d.Version], $"{d.Id}")),
        ];
        if (Account is null && Service is null || !ModelState.IsValid) { return Page(); }

        switch (await priceMockBill.RunAsync(ToRequest(On.Value), ct))
        {
            case Outcome<PriceMockBill.MockBill>.Done(var bill):
                (Lines, Of, Total) = (bill.Lines, bill.Of, bill.Total);
                return Page();
            case Outcome<PriceMockBill.MockBill>.Refused(var refusal):
                WhyNot = refusal.Reason;
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
