using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>Takes a deposit at the counter; the customer's balance does not change.</summary>
public sealed class TakeModel(PortalDbContext db, TakeDeposit take, CustomerLook look) : DepositPage(db, look)
{
    /// <summary>What money comes as at the counter.</summary>
    public IReadOnlyList<Tender> Tenders { get; } =
        [Tender.Cash, Tender.Check, Tender.MoneyOrder, Tender.CashiersCheck];

    [BindProperty]
    public Taking Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        if (page is Microsoft.AspNetCore.Mvc.RazorPages.PageResult)
        {
            Input = new()
            {
                OperationId = Guid.CreateVersion7(),
                Demand = Deposits.Open?.Id,
                Amount = Deposits.Open?.Amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture),
            };
        }

        return page;
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var typed = TypedAmount.Read(Input.Amount);
        if (typed is Outcome<Usd>.Refused(var wrong)) { ModelState.AddModelError("Input.Amount", wrong.Reason); }

        if (Input.Tender is null)
        {
            ModelState.AddModelError("Input.Tender", new Refusal("Deposit_TenderMissing").Reason);
        }

        if (!ModelState.IsValid || typed is not Outcome<Usd>.Done(var amount)) { return await ShowAsync(id, ct); }

        return await AnswerAsync(
            id,
            await take.RunAsync(
                new(Input.OperationId, id, Input.Demand, amount, Input.Tender!.Value, Input.Document,
                    Actor.Staff(User.Id())),
                ct),
            "Take_Done",
            refusal => refusal is "Deposit_AboveEstimate" or "Deposit_WholeDemand" ? "Input.Amount" : "",
            ct);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Taking
    {
        public Guid OperationId { get; set; }

        public Guid? Demand { get; set; }

        public string? Amount { get; set; }

        public Tender? Tender { get; set; }

        public string? Document { get; set; }
    }
}
