using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>Asks for another address for a customer's bills and letters.</summary>
[AsksFreshProof]
public sealed class EmailModel(PortalDbContext db, AskEmailChange ask) : DetailPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>Where the link was mailed.</summary>
    [TempData]
    public string? MailedTo { get; set; }

    public sealed record Fields
    {
        public string? Email { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var outcome = await ask.RunAsync(new(User.WhoAsks(), id, Input.Email, language), ct);
        if (outcome is Outcome<string>.Refused(var refusal))
        {
            return FreshProof.PlaceFor(this, refusal) is { } place
                ? LocalRedirect(place)
                : this.Refuse(refusal, "Input.Email");
        }

        MailedTo = ((Outcome<string>.Done)outcome).Value;
        return RedirectToPage("Index");
    }
}
