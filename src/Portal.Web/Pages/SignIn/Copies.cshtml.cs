using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
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

    /// <summary>Copies come on paper now.</summary>
    public bool ByPost { get; private set; }

    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>By which way copies come, and where to on paper.</summary>
    public sealed record Fields
    {
        /// <summary>"email" or "post".</summary>
        public string? How { get; init; } = "email";

        public string? Line1 { get; init; }

        public string? Line2 { get; init; }

        public string? City { get; init; }

        public string? State { get; init; }

        public string? PostalCode { get; init; }

        internal PostalAddress? Postal =>
            How == "post" ? PostalAddress.Typed(Line1, Line2, City, State, PostalCode, null) : null;
    }

    /// <summary>What was answered, said once.</summary>
    [TempData]
    public string? Answered { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LookAsync(ct);
        if (ByPost) { Input = new() { How = "post" }; }
    }

    public async Task<IActionResult> OnPostAsync(bool agree, CancellationToken ct)
    {
        await LookAsync(ct);
        var way = words[Input.How == "post" ? "Copies_ByPost" : "Copies_ByEmail"];
        var outcome = await answer.RunAsync(
            Key, agree ? $"{words["Copies_What"]} {words["Copies_Agree"]} ({way})" : null,
            HttpContext.NetworkAddress(), Input.Postal, ct);
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            var isAddress = refusal.All.Any(r => r.Key.StartsWith("Address_", StringComparison.Ordinal));
            return this.Refuse(refusal, isAddress ? "Input.Line1" : "");
        }

        Answered = !agree ? "Copies_Ended" : Agreed ? "Copies_Changed" : "Copies_Agreed";
        return RedirectToPage(new { Key = (string?)null });
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (await answer.LookAsync(Key, ct) is var (name, agreed, byPost))
        {
            (CustomerName, Agreed, ByPost) = (name, agreed, byPost);
        }
    }
}
