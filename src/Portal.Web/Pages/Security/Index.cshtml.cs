using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Security;

/// <summary>A person's own sign-in at a glance: password, passkeys, authenticator app, and who is signed in.</summary>
public sealed class IndexModel(PortalDbContext db, EndSessions endSessions, BrowserSession browser, TimeProvider clock)
    : PageModel
{
    public SecurityOverview Overview { get; private set; } = null!;

    /// <summary>The browser that asks.</summary>
    public Guid ThisSession => User.SessionId();

    /// <summary>Name of the sentence about what was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Overview = await SecurityOverview.ForAsync(db, User.Id(), clock.GetUtcNow(), ct);

    public async Task<IActionResult> OnPostEndAsync(Guid session, CancellationToken ct)
    {
        if (await endSessions.RunAsync(new(User.Id(), session), ct) == 1) { Done = "Sessions_OneEnded"; }

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEverywhereAsync(CancellationToken ct)
    {
        await endSessions.RunAsync(new(User.Id(), null), ct);
        await browser.ForgetAsync();
        return RedirectToPage("/SignIn/SignedOut");
    }
}
