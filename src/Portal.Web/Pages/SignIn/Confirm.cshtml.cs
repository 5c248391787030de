using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>
/// Where the mailed link leads: the password once more, and the address is confirmed. Looking at the page changes
/// nothing, so that mail scanners that open links do no harm.
/// </summary>
public sealed class ConfirmModel(ConfirmEmail confirmEmail, BrowserSession browser, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    public sealed record Fields
    {
        public string? Password { get; init; }
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrEmpty(Input.Password))
        {
            ModelState.AddModelError("Input.Password", words["Password_Missing"]);
            return Page();
        }

        return await confirmEmail.RunAsync(new(Key, Input.Password, HttpContext.NetworkAddress()), ct) switch
        {
            Outcome<Guid>.Done(var userId) => await EnterAsync(userId, ct),
            Outcome<Guid>.Refused(var refusal) => this.Refuse(
                refusal, refusal.Key == "Confirm_WrongPassword" ? "Input.Password" : ""),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    /// <summary>
    /// Confirmed already; where the password is not enough to enter, the usual way in asks for the rest.
    /// </summary>
    private async Task<IActionResult> EnterAsync(Guid userId, CancellationToken ct) =>
        await browser.StartAsync(userId, SignInProof.Password, ct) is null
            ? LocalRedirect("/my/link?welcome=true")
            : RedirectToPage("Index");
}
