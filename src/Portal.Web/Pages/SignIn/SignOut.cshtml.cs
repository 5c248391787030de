using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.SignIn;

/// <summary>Signs out this browser. Only by a form: a link on another site signs nobody out.</summary>
public sealed class SignOutModel(EndSessions endSessions, BrowserSession browser) : PageModel
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Page() : RedirectToPage("SignedOut");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            await endSessions.RunAsync(new(User.Id(), User.SessionId()), ct);
        }

        await browser.ForgetAsync();
        return RedirectToPage("SignedOut");
    }
}
