using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>Asks for another address to sign in with.</summary>
[AsksFreshProof]
public sealed class SignInModel(AskEmailChange ask) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>Where the link was mailed.</summary>
    [TempData]
    public string? MailedTo { get; set; }

    public sealed record Fields
    {
        public string? Email { get; init; }
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var outcome = await ask.RunAsync(new(User.WhoAsks(), null, Input.Email, language), ct);
        if (outcome is Outcome<string>.Refused(var refusal))
        {
            return FreshProof.PlaceFor(this, refusal) is { } place
                ? LocalRedirect(place)
                : this.Refuse(refusal, "Input.Email");
        }

        MailedTo = ((Outcome<string>.Done)outcome).Value;
        return RedirectToPage("Index");
    }
}
