using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>Address and password, or a passkey. Whoever is signed in already goes to their first page.</summary>
public sealed class IndexModel(
    CheckPassword checkPassword, BrowserSession browser, DeviceCookie device, PasskeyCeremony passkeys,
    Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>Where to go afterwards; a path of this site or nothing.</summary>
    [FromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>They were signed in, and it ended: nothing was done for a while, or it was ended elsewhere.</summary>
    [FromQuery]
    public bool Ended { get; set; }

    public sealed record Fields
    {
        public string? Email { get; init; }

        public string? Password { get; init; }

        /// <summary>The browser's answer in a passkey ceremony, as JSON.</summary>
        public string? Passkey { get; init; }
    }

    public IActionResult OnGet() =>
        User.Identity?.IsAuthenticated == true ? LocalRedirect(PageAnswers.AfterSignIn(ReturnUrl, User)) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        this.Need("Input.Email", Input.Email, words["Email_Missing"]);
        if (string.IsNullOrEmpty(Input.Password))
        {
            ModelState.AddModelError("Input.Password", words["Password_Missing"]);
        }
        if (!ModelState.IsValid) { return Page(); }

        var request = new CheckPassword.Request(Input.Email!, Input.Password!, HttpContext.NetworkAddress())
        {
            Browser = device.Read(),
        };
        switch (await checkPassword.RunAsync(request, ct))
        {
            case Outcome<CheckPassword.FirstStep>.Done({ NeedsCode: true } step):
                await browser.RememberFirstStepAsync(step);
                return RedirectToPage("Code", new { ReturnUrl });
            case Outcome<CheckPassword.FirstStep>.Done(var step):
                return await EnterAsync(step.UserId, SignInProof.Password, ct);
            case Outcome<CheckPassword.FirstStep>.Refused(var refusal):
                return this.Refuse(refusal);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>Asked by the page's script before it asks the browser for a passkey.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        Content(await passkeys.OptionsForSignInAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken ct) =>
        await passkeys.CheckAsync(Input.Passkey, ct) switch
        {
            Outcome<Guid>.Done(var userId) => await EnterAsync(userId, SignInProof.Passkey, ct),
            Outcome<Guid>.Refused(var refusal) => this.Refuse(refusal),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };

    private async Task<IActionResult> EnterAsync(Guid userId, SignInProof proof, CancellationToken ct) =>
        await browser.StartAsync(userId, proof, ct) is { } refusal
            ? this.Refuse(refusal)
            : LocalRedirect(PageAnswers.AfterSignIn(ReturnUrl));
}
