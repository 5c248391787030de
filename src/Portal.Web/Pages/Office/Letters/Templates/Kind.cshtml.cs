using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Pages.Office.Letters.Templates;

/// <summary>One kind of letter in one language: its versions, and how the one in use looks.</summary>
public sealed class KindModel(PortalDbContext db, PreviewTemplate preview) : PageModel
{
    private Dictionary<string, string> _people = [];

    public string Kind { get; private set; } = "";

    public string Language { get; private set; } = "";

    public IReadOnlyList<TemplateShelf.Row> Versions { get; private set; } = [];

    public TemplateShelf.Row? InUse { get; private set; }

    public PreviewTemplate.Preview? Look { get; private set; }

    public bool MayDraft => User.May(Can.KeepSettings);

    /// <summary>The person behind an actor's name; the city's own versions have none.</summary>
    public string NameOf(string actor) => _people.GetValueOrDefault(actor, actor.Split(':')[^1]);

    public async Task<IActionResult> OnGetAsync(string kind, string language, CancellationToken ct)
    {
        Versions = await TemplateShelf.VersionsAsync(db, kind, language, ct);
        if (Versions.Count == 0) { return NotFound(); }

        (Kind, Language, InUse) = (kind, language, TemplateShelf.InUse(Versions));
        Look = InUse is { Template: var now } ? preview.Of(kind, language, now.Subject, now.Body) : null;
        _people = await TemplateShelf.PeopleAsync(db, ct);
        return Page();
    }
}
