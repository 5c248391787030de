using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Fees.Draft;

/// <summary>Asks before a drafted fee is put away for good.</summary>
public sealed class DiscardModel(PortalDbContext db, DiscardFee discardFee) : FeeDecisionPage(db)
{
    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await discardFee.RunAsync(new(id, Actor.Staff(User.Id())), ct), "Fee_Discarded", ct);
}
