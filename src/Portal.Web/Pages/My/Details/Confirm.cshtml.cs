using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>
/// Where the link to a new address leads: one press, and it takes the old one's place. Looking changes nothing, so that
/// mail scanners that open links do no harm.
/// </summary>
public sealed class ConfirmModel(ConfirmEmailChange confirm) : PageModel
{
    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    [TempData]
    public string? DetailDone { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await confirm.RunAsync(new(User.Id(), Key, HttpContext.NetworkAddress()), ct);
        if (outcome is Outcome<EmailChange>.Refused(var refusal)) { return this.Refuse(refusal); }

        DetailDone = "Email_Done";
        return RedirectToPage("Index");
    }
}
