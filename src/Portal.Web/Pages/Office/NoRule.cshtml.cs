using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office;

/// <summary>Instead of a form that nothing can be posted by: the city has no rule of its kind yet.</summary>
public sealed class NoRuleModel(IAuthorizationService permissions) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public MoneyRuleKind Kind { get; set; }

    public Refusal Reason => MoneyRuleShelf.NoneYet(Kind);

    /// <summary>This person may draft and release one, or find who does.</summary>
    public bool MayRelease { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!ModelState.IsValid) { return NotFound(); }

        MayRelease = (await permissions.AuthorizeAsync(User, Can.KeepSettings)).Succeeded;
        return Page();
    }
}

/// <summary>Where pages lead that need a rule.</summary>
public static class NoRulePage
{
    public static IActionResult NoRule(this PageModel page, MoneyRuleKind kind)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.RedirectToPage("/Office/NoRule", new { kind });
    }
}
