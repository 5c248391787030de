using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>Answers that are given often, in both languages, with what each said before.</summary>
public sealed class AnswersModel(PortalDbContext db, KeepAnswerTemplate keep) : PageModel
{
    [BindProperty]
    public Writing Input { get; set; } = new();

    /// <summary>What was kept, said once.</summary>
    [TempData]
    public string? AnswerDone { get; set; }

    public IReadOnlyList<AnswerTemplate> Templates { get; private set; } = [];

    /// <summary>What the chosen one said, the latest first.</summary>
    public IReadOnlyList<AnswerTemplateText> Texts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromQuery] Guid? template, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), Template = $"{template}" };
        await LoadAsync(ct);
        if (template is null) { return Page(); }

        if (Templates.SingleOrDefault(t => t.Id == template) is not { } chosen) { return NotFound(); }

        (Input.Name, Input.Seen, Input.IsRetired) = (chosen.Name, chosen.Version, chosen.RetiredAt is not null);
        (Input.BodyEn, Input.BodyEs) = (Texts[0].BodyEn, Texts[0].BodyEs);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Guid? id = Guid.TryParse(Input.Template, out var template) ? template : null;
        var outcome = await keep.RunAsync(
            new(Input.OperationId, id, Input.Seen, Input.Name, Input.BodyEn, Input.BodyEs, Input.IsRetired,
                Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<AnswerTemplate>.Done(var kept))
        {
            AnswerDone = kept.Name;
            return RedirectToPage(new { template = (Guid?)null });
        }

        var refusal = ((Outcome<AnswerTemplate>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
        await LoadAsync(ct);
        return Page();
    }

    private static string FieldOf(string key) => key switch
    {
        "Template_NameMissing" or "Template_NameTaken" => "Input.Name",
        "Template_EnglishMissing" or "Template_FieldUnknown" => "Input.BodyEn",
        "Template_SpanishMissing" => "Input.BodyEs",
        _ => "",
    };

    private async Task LoadAsync(CancellationToken ct)
    {
        Templates = await db.Set<AnswerTemplate>().AsNoTracking().OrderBy(t => t.Name).ToListAsync(ct);
        Texts = Guid.TryParse(Input.Template, out var chosen)
            ? await db.Set<AnswerTemplateText>().AsNoTracking().Where(t => t.TemplateId == chosen)
                .OrderByDescending(t => t.Version).ToListAsync(ct)
            : [];
    }

    /// <summary>What is filled in.</summary>
    public sealed class Writing
    {
        public Guid OperationId { get; set; }

        public string? Template { get; set; }

        public int Seen { get; set; }

        public string? Name { get; set; }

        public string? BodyEn { get; set; }

        public string? BodyEs { get; set; }

        public bool IsRetired { get; set; }
    }
}
