using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>The deposits of an account: what is held, what happened, what was demanded.</summary>
public sealed class IndexModel(PortalDbContext db, DropDemand drop, CustomerLook look) : DepositPage(db, look)
{
    [BindProperty]
    public string? Reason { get; set; }

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => ShowAsync(id, ct);

    public async Task<IActionResult> OnPostDropAsync(Guid id, Guid demand, CancellationToken ct) =>
        await AnswerAsync(
            id, await drop.RunAsync(new(demand, Reason ?? "", Actor.Staff(User.Id())), ct), "Demand_DropDone",
            refusal => refusal == "Adjust_NoteMissing" ? "Reason" : "", ct);
}
