using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.Pages.SignIn;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Security;

/// <summary>Changes the password. Every browser is signed out; this one has to sign in with the new password.</summary>
public sealed class PasswordModel(
    ChangePassword changePassword, BrowserSession browser, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public string? Old { get; init; }

        public string? New { get; init; }
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        this.Need("Input.Old", Input.Old, words["Password_Missing"]);
        this.Need("Input.New", Input.New, words["NewPassword_Missing"]);
        if (!ModelState.IsValid) { return Page(); }

        switch (await changePassword.RunAsync(new(User.Id(), Input.Old!, Input.New!), ct))
        {
            case Outcome<bool>.Done:
                await browser.ForgetAsync();
                TempData[nameof(ResetModel.PasswordChosen)] = true;
                return RedirectToPage("/SignIn/Reset");
            case Outcome<bool>.Refused(var refusal):
                return this.Refuse(refusal, refusal.Key == "Password_OldWrong" ? "Input.Old" : "Input.New");
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
