using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Security;

/// <summary>
/// Asks someone signed in to prove once more who they are, before their sign-in is changed; then leads back.
/// </summary>
public sealed class ProveModel(
    ProveAgain proveAgain, BrowserSession browser, PasskeyCeremony passkeys, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>What was about to be done; a path of this site or nothing.</summary>
    [FromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>True when the app's code is asked for, false when the password is.</summary>
    public bool AsksForCode { get; private set; }

    public sealed record Fields
    {
        public string? Password { get; init; }

        public string? Code { get; init; }

        /// <summary>The browser's answer in a passkey ceremony, as JSON.</summary>
        public string? Passkey { get; init; }
    }

    private string Field => AsksForCode ? "Input.Code" : "Input.Password";

    public Task OnGetAsync(CancellationToken ct) => ReadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        var typed = AsksForCode ? Input.Code : Input.Password;
        this.Need(Field, typed, words[AsksForCode ? "Code_Missing" : "Password_Missing"]);
        return ModelState.IsValid
            ? await GoOnAsync(
                await proveAgain.RunAsync(new(User.WhoAsks(), typed!, HttpContext.NetworkAddress()), ct), Field)
            : Page();
    }

    /// <summary>Asked by the page's script before it asks the browser for a passkey.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        Content(await passkeys.OptionsForSignInAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        return await passkeys.CheckAsync(Input.Passkey, ct) switch
        {
            Outcome<Guid>.Done(var userId) when userId == User.Id() =>
                await GoOnAsync(await proveAgain.KeepAsync(User.WhoAsks(), ct), ""),
            Outcome<Guid>.Refused(var refusal) => this.Refuse(refusal),
            _ => this.Refuse(new Refusal("SignIn_PasskeyNotTaken")),
        };
    }

    private async Task ReadAsync(CancellationToken ct) =>
        AsksForCode = await proveAgain.AsksForCodeAsync(User.Id(), ct);

    private async Task<IActionResult> GoOnAsync(Outcome<string> outcome, string field)
    {
        if (outcome is Outcome<string>.Refused(var refusal)) { return this.Refuse(refusal, field); }

        await browser.RenewAsync(((Outcome<string>.Done)outcome).Value);
        return LocalRedirect(LocalAddress.IsLocal(ReturnUrl) ? ReturnUrl! : "/security");
    }
}
