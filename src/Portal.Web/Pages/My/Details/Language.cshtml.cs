using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Details;

/// <summary>The language of a customer's bills and letters.</summary>
public sealed class LanguageModel(PortalDbContext db, ChangeLanguage change, Words<PersonBook> words) : DetailPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public IEnumerable<Choice> Choices => [new("en", words["Language_en"]), new("es", words["Language_es"])];

    public sealed record Fields
    {
        public string? Language { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = new() { Language = Customer.Language };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct)
        ? Answer(await change.RunAsync(User.Id(), id, Input.Language, ct), "Input.Language")
        : NotFound();
}
