using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>Makes a sign-in. The answer is the same whether or not the address has one.</summary>
public sealed class RegisterModel(RegisterResident registerResident, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public string? Email { get; init; }

        public string? Name { get; init; }

        public string? Password { get; init; }

        public string? Language { get; init; }
    }

    /// <summary>Languages that letters can be written in.</summary>
    public IEnumerable<SelectListItem> Languages =>
        LanguageSetup.Cultures.Keys.Select(code => new SelectListItem(LanguageSetup.OwnName(code), code));

    public void OnGet() => Input = new() { Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName };

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        this.Need("Input.Email", Input.Email, words["Email_Missing"]);
        this.Need("Input.Name", Input.Name, words["Name_Missing"]);
        if (string.IsNullOrEmpty(Input.Password))
        {
            ModelState.AddModelError("Input.Password", words["NewPassword_Missing"]);
        }
        if (!LanguageSetup.Cultures.ContainsKey(Input.Language ?? ""))
        {
            ModelState.AddModelError("Input.Language", words["Language_Missing"]);
        }
        if (!ModelState.IsValid) { return Page(); }

        var request = new RegisterResident.Request(
            Input.Email!, Input.Name!, Input.Password!, Input.Language!, HttpContext.NetworkAddress());
        return await registerResident.RunAsync(request, ct) switch
        {
            Outcome<bool>.Done => RedirectToPage("CheckMail"),
            Outcome<bool>.Refused(var refusal) => this.Refuse(refusal, FieldOf(refusal)),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private static string FieldOf(Refusal refusal) => refusal.Key switch
    {
        "Mail_AddressNotUsable" => "Input.Email",
        "Register_NameMissing" => "Input.Name",
        _ => "Input.Password",
    };
}
