using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Requests.Strangers;
using Portal.Web.Pages.My.Requests;
using Portal.Web.People;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Ask;

/// <summary>Asking without signing in: what, and the address to which the link to the form goes.</summary>
public sealed class IndexModel(AskForLink askForLink, Words<RequestsBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public IEnumerable<Choice> Purposes => Enum.GetValues<AskingPurpose>()
        .Select(p => new Choice($"{p}", words[$"Stranger_Purpose_{p}"], words[$"Stranger_Purpose_{p}_Hint"]));

    public sealed record Fields
    {
        public string? Purpose { get; init; }

        public string? Email { get; init; }
    }

    /// <param name="about">"question", "problem" or "start", chosen before.</param>
    public void OnGet(string? about) => Input = new() { Purpose = $"{Read(about)}" };

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await askForLink.RunAsync(
            new(Input.Email, Read(Input.Purpose), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                HttpContext.NetworkAddress()),
            ct);
        if (outcome is Outcome<bool>.Done)
        {
            TempData[nameof(CheckMailModel.MailedTo)] = Input.Email;
            return RedirectToPage("CheckMail");
        }

        var refusal = ((Outcome<bool>.Refused)outcome).Refusal;
        if (refusal.RetryAfter is not null) { return this.Refuse(refusal); }

        ModelState.AddReasons(refusal);
        return Page();
    }

    private static AskingPurpose? Read(string? typed) =>
        Enum.TryParse<AskingPurpose>(typed, ignoreCase: true, out var purpose) && Enum.IsDefined(purpose)
            ? purpose
            : null;
}
