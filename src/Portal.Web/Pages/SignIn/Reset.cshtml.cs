using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>Chooses a new password by mailed link. It signs nobody in.</summary>
public sealed class ResetModel(ResetPassword resetPassword, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>True once it is done.</summary>
    [TempData]
    public bool PasswordChosen { get; set; }

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
            ModelState.AddModelError("Input.Password", words["NewPassword_Missing"]);
            return Page();
        }

        switch (await resetPassword.RunAsync(new(Key, Input.Password, HttpContext.NetworkAddress()), ct))
        {
            case Outcome<Guid>.Done:
                PasswordChosen = true;
                return RedirectToPage(new { Key = (string?)null });
            case Outcome<Guid>.Refused(var refusal):
                return this.Refuse(refusal, refusal.Key == "Reset_LinkSpent" ? "" : "Input.Password");
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
