using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>Asks for a link to choose a new password. The answer is the same for every address.</summary>
public sealed class ForgotModel(RequestPasswordReset requestPasswordReset, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public string? Email { get; init; }
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Input.Email))
        {
            ModelState.AddModelError("Input.Email", words["Email_Missing"]);
            return Page();
        }

        var request = new RequestPasswordReset.Request(
            Input.Email, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.NetworkAddress());
        return await requestPasswordReset.RunAsync(request, ct) switch
        {
            Outcome<bool>.Done => RedirectToPage("CheckMail"),
            Outcome<bool>.Refused(var refusal) => this.Refuse(refusal, "Input.Email"),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }
}
