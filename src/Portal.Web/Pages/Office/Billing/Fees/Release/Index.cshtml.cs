using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Fees.Release;

/// <summary>A second person looks at a drafted fee beside the one in force, and puts it in force.</summary>
public sealed class IndexModel(PortalDbContext db, ReleaseFee releaseFee, BusinessClock clock) : FeeDecisionPage(db)
{
    private readonly PortalDbContext _db = db;

    public FeeRate? Before { get; private set; }

    public string? WhyNot { get; private set; }

    public override async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var page = await base.OnGetAsync(id, ct);
        if (page is PageResult)
        {
            Before = await _db.FeeOnAsync(Shown.Kind, clock.Today, ct);
            WhyNot = ReleaseFee.WhyNot(Shown, Actor.Staff(User.Id()), clock.Today)?.Reason;
        }

        return page;
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await releaseFee.RunAsync(new(id, Actor.Staff(User.Id())), ct), "Fee_Released", ct);
}
