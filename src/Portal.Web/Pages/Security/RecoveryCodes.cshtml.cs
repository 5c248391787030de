using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages.Security;

/// <summary>Shows recovery codes once, right after they were made; nothing keeps them after this page.</summary>
public sealed class RecoveryCodesModel : PageModel
{
    /// <summary>Under which name they come here, in an encrypted cookie that is read once.</summary>
    internal const string Carried = "RecoveryCodes";

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public IActionResult OnGet()
    {
        Codes = TempData[Carried] as string[] ?? [];
        return Codes.Count == 0 ? RedirectToPage("Authenticator") : Page();
    }
}
