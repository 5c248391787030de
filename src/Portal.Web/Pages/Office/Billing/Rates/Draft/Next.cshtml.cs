using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>Begins the next version of a schedule or of the settings; an open draft is opened again.</summary>
public sealed class NextModel(DraftRates draftRates) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await draftRates.RunAsync(new(null, Code, Actor.Staff(User.Id())), ct))
        {
            case Outcome<IReadOnlyList<RateVersion>>.Done(var drafts):
                var draft = drafts[0];
                return Redirect($"/office/billing/rates/{draft.Id}/{(draft.IsSettings ? "settings" : "prices")}");
            case Outcome<IReadOnlyList<RateVersion>>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
