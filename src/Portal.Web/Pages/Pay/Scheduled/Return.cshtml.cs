using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;

namespace Portal.Web.Pages.Pay.Scheduled;

/// <summary>
/// Where the processor's page leads a guest back to, finished or not. Its address carries the processor's session,
/// which nobody but the payer's browser was told.
/// </summary>
[ResponseCache(NoStore = true)]
public sealed class ReturnModel(PortalDbContext db, FollowSetup followSetup, BusinessClock clock) : PageModel
{
    public SetupState State { get; private set; } = SetupState.Unknown;

    public MethodSetup? Setup { get; private set; }

    public ScheduledView? View { get; private set; }

    /// <param name="session">The processor's; null where it has not answered at all.</param>
    /// <param name="setup">How far it came without a session.</param>
    public async Task<IActionResult> OnGetAsync(string? session, SetupState? setup, CancellationToken ct)
    {
        var id = await db.MethodSetups.Where(s => s.SessionId == session && s.UserId == null)
            .Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct);
        if (session is null || id is null)
        {
            State = setup is SetupState.Failed or SetupState.Canceled ? setup.Value : SetupState.Unknown;
            return session is null ? Page() : NotFound();
        }

        Setup = await followSetup.RunAsync(id.Value, ct);
        State = Setup.State;
        View = await ScheduledView.OfAsync(db, db.Drafts.Where(d => d.SetupId == id), clock, ct);
        return Page();
    }
}
