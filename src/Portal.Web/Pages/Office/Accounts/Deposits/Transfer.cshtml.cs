using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>Takes a deposit along to another account of the customer.</summary>
public sealed class TransferModel(PortalDbContext db, TransferDeposit transfer, CustomerLook look)
    : DepositPage(db, look)
{
    private readonly PortalDbContext _db = db;

    [BindProperty]
    public Guid OperationId { get; set; }

    [BindProperty]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "deposit")]
    public Guid DepositId { get; set; }

    public AccountDeposits.Row Row { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var here = await AccountDeposits.OfAsync(_db, id, ct);
        if (here.Rows.All(r => r.Deposit.Id != DepositId)) { return NotFound(); }

        var number = string.Concat((To ?? "").Where(char.IsAsciiDigit));
        return await AnswerAsync(
            id, await transfer.RunAsync(new(OperationId, DepositId, number, Actor.Staff(User.Id())), ct),
            "Transfer_Done", _ => "To", ct);
    }

    protected override Task<IActionResult> LoadMoreAsync(Guid id, CancellationToken ct)
    {
        if (Deposits.Rows.SingleOrDefault(r => r.Deposit.Id == DepositId) is not { } row)
        {
            return Task.FromResult<IActionResult>(NotFound());
        }

        Row = row;
        return Task.FromResult<IActionResult>(Page());
    }
}
