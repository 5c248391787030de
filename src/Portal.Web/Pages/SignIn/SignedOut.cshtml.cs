using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages.SignIn;

/// <summary>Says that this browser is signed out.</summary>
public sealed class SignedOutModel : PageModel
{
    public void OnGet()
    {
    }
}
