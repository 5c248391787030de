using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Letters.Templates.Draft;

/// <summary>Writes the next version of a letter's words, seeing how they look, beginning from the newest.</summary>
public sealed class IndexModel(PortalDbContext db, DraftTemplate draft, PreviewTemplate preview, CityProfile city)
    : PageModel
{
    [BindProperty]
    public TemplateInput Input { get; set; } = new();

    public string Kind { get; private set; } = "";

    public string Language { get; private set; } = "";

    /// <summary>Every field, with what it would say to a customer who does not exist.</summary>
    public IReadOnlyDictionary<string, string> Fields => TemplateCheck.Sample(city, Language);

    /// <summary>What every version has to say.</summary>
    public IEnumerable<NoticeElement> Elements =>
        NoticeKinds.RequiredOf(Kind).Select(e => new NoticeElement(e));

    public PreviewTemplate.Preview Look => preview.Of(Kind, Language, Input.Subject, Input.Body);

    public async Task<IActionResult> OnGetAsync(string kind, string language, CancellationToken ct)
    {
        if (await NewestAsync(kind, language, ct) is not { } newest) { return NotFound(); }

        Input = new()
        {
            TemplateId = Guid.CreateVersion7(),
            Subject = newest.Template.Subject,
            Body = newest.Template.Body,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string kind, string language, CancellationToken ct)
    {
        if (await NewestAsync(kind, language, ct) is null) { return NotFound(); }

        switch (await draft.RunAsync(
            new(Input.TemplateId, kind, language, Input.Subject, Input.Body, Actor.Staff(User.Id())), ct))
        {
            case Outcome<NoticeTemplate>.Done(var template):
                TempData["Done"] = "Done_Saved";
                return Redirect($"/office/letters/templates/versions/{template.Id}");
            case Outcome<NoticeTemplate>.Refused(var refusal):
                ModelState.AddModelError(TemplateInput.FieldOf(refusal.Key), refusal.Reason);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>The same page with the words as they stand; what the page asks for while somebody types.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(string kind, string language, CancellationToken ct) =>
        await NewestAsync(kind, language, ct) is null ? NotFound() : Page();

    /// <summary>The words on paper, for a customer who does not exist.</summary>
    public async Task<IActionResult> OnPostPaperAsync(string kind, string language, CancellationToken ct) =>
        await NewestAsync(kind, language, ct) is null ? NotFound()
        : preview.Paper(kind, language, Input.Subject, Input.Body) is { } paper
            ? File(paper, "application/pdf", $"{kind}.{language}.pdf")
            : Page();

    private async Task<TemplateShelf.Row?> NewestAsync(string kind, string language, CancellationToken ct)
    {
        (Kind, Language) = (kind, language);
        return await TemplateShelf.VersionsAsync(db, kind, language, ct) is [var newest, ..] ? newest : null;
    }
}

/// <summary>What is filled in to write a version.</summary>
public sealed class TemplateInput
{
    /// <summary>Made with the form.</summary>
    public Guid TemplateId { get; set; }

    public string? Subject { get; set; }

    public string? Body { get; set; }

    /// <summary>The field that a refusal is about.</summary>
    public static string FieldOf(string refusal) => refusal switch
    {
        "Notice_SubjectMissing" => "Input.Subject",
        "Notice_BodyMissing" or "Notice_TooLong" => "Input.Body",
        _ => "",
    };
}
