using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>Where somebody agrees to get copies of a customer's reminders, or ends it. They need no sign-in.</summary>
public sealed class CopiesModel(AnswerThirdParty answer, Words<SignInBook> words) : PageModel
{
    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>Whose copies; null when the link is good for nothing.</summary>
    public string? CustomerName { get; private set; }

    public bool Agreed { get; private set; }

    /// <summary>What was answered, said once.</summary>
    [TempData]
    public string? Answered { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (await answer.LookAsync(Key, ct) is var (name, agreed)) { (CustomerName, Agreed) = (name, agreed); }
    }

    public async Task<IActionResult> OnPostAsync(bool agree, CancellationToken ct)
    {
        var outcome = await answer.RunAsync(
            Key, agree ? $"{words["Copies_What"]} {words["Copies_Agree"]}" : null, HttpContext.NetworkAddress(), ct);
        if (outcome is Outcome<bool>.Refused(var refusal)) { return this.Refuse(refusal); }

        Answered = agree ? "Copies_Agreed" : "Copies_Ended";
        return RedirectToPage(new { Key = (string?)null });
    }
}
