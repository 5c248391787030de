using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Letters.Templates;

/// <summary>One version: how it looks, sending it to approval, and the second person's word about it.</summary>
public sealed class VersionModel(
    PortalDbContext db, AskTemplate ask, DecideTemplate decide, PreviewTemplate preview) : PageModel
{
    private Dictionary<string, string> _people = [];

    [BindProperty]
    public string? Note { get; set; }

    public TemplateShelf.Row Row { get; private set; } = null!;

    /// <summary>The version in use, where it is another.</summary>
    public TemplateShelf.Row? Before { get; private set; }

    public bool MayKeep => User.May(Can.KeepSettings);

    /// <summary>Why the reader cannot decide.</summary>
    public Refusal? WhyNot => DecideTemplate.WhyNot(Row.Template, Row.Ask, Me);

    public PreviewTemplate.Preview Look =>
        preview.Of(Row.Template.Kind, Row.Template.Language, Row.Template.Subject, Row.Template.Body);

    /// <summary>What an act just did, by the key of its sentence.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The person behind an actor's name; the city's own versions have none.</summary>
    public string NameOf(string actor) => _people.GetValueOrDefault(actor, actor.Split(':')[^1]);

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => ShowAsync(id, ct);

    public async Task<IActionResult> OnGetPaperAsync(Guid id, CancellationToken ct) =>
        await TemplateShelf.VersionAsync(db, id, ct) is { Template: var words }
            ? File(
                preview.Paper(words.Kind, words.Language, words.Subject, words.Body)!, "application/pdf",
                $"{words.Kind}.{words.Language}.{words.Version}.pdf")
            : NotFound();

    public async Task<IActionResult> OnPostAskAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await ask.RunAsync(new(id, Me), ct), "Done_Asked", ct);

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await decide.RunAsync(new(id, true, Note, Me), ct), "Done_Released", ct);

    public async Task<IActionResult> OnPostSendBackAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await decide.RunAsync(new(id, false, Note, Me), ct), "Done_SentBack", ct);

    private Actor Me => Actor.Staff(User.Id());

    private async Task<IActionResult> AnswerAsync<T>(Guid id, Outcome<T> outcome, string done, CancellationToken ct)
    {
        if (outcome is not Outcome<T>.Refused(var refusal))
        {
            Done = done;
            return RedirectToPage(new { id });
        }

        foreach (var reason in refusal.All)
        {
            ModelState.AddModelError(reason.Key == "Notice_SayWhy" ? nameof(Note) : "", reason.Reason);
        }

        return await ShowAsync(id, ct);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await TemplateShelf.VersionAsync(db, id, ct) is not { } row) { return NotFound(); }

        var versions = await TemplateShelf.VersionsAsync(db, row.Template.Kind, row.Template.Language, ct);
        var inUse = TemplateShelf.InUse(versions);
        (Row, Before) = (row, inUse?.Template.Id == id ? null : inUse);
        _people = await TemplateShelf.PeopleAsync(db, ct);
        return Page();
    }
}
