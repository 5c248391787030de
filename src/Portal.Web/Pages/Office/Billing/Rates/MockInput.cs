using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>What can be asked of the mock bill, in its address.</summary>
public abstract class MockInput : PageModel
{
    /// <summary>Number of the account whose last bill is priced.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Draft { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Service { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Class { get; set; } = "residential";

    [BindProperty(SupportsGet = true)]
    public decimal Use { get; set; } = 10m;

    [BindProperty(SupportsGet = true)]
    public string? Meter { get; set; } = "5/8\"";

    [BindProperty(SupportsGet = true)]
    public PremiseLocation Location { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Served { get; set; } = 30;

    [BindProperty(SupportsGet = true)]
    public int Days { get; set; } = 30;

    [BindProperty(SupportsGet = true)]
    public int Dwellings { get; set; } = 1;

    [BindProperty(SupportsGet = true)]
    public int Carts { get; set; } = 1;

    [BindProperty(SupportsGet = true)]
    public string? Choice { get; set; }

    [BindProperty(SupportsGet = true)]
    public decimal? SquareFeet { get; set; }

    [BindProperty(SupportsGet = true)]
    public decimal? Winter { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Program { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Exempt { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    protected PriceMockBill.Request ToRequest(DateOnly on) => new(
        string.IsNullOrWhiteSpace(Account) ? null : Account.Replace("-", "", StringComparison.Ordinal).Trim(),
        Service is null
            ? null
            : new(Service, Class ?? "residential", on, Whole(on) with
            {
                Quantity = Use,
                MeterSize = Meter,
                Location = Location,
                Dwellings = Math.Clamp(Dwellings, 1, 10_000),
                Count = Math.Clamp(Carts, 0, 1_000),
                Choice = Choice,
                SquareFeet = SquareFeet,
                Winter = Winter is { } units ? new(units, WinterSource.Measured) : null,
                Discounts = Program is null ? [] : [Program],
                Exemptions = Exempt is null ? [] : [Exempt],
            }),
        Draft);

    private RatedUse Whole(DateOnly on) =>
        PriceMockBill.Use(on, Math.Clamp(Served, 1, 400), Math.Clamp(Days, 1, 400));
}
