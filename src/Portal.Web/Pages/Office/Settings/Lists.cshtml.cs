using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>Topics, causes, questions to callers, departments: added, renamed, retired, with their past.</summary>
public sealed class ListsModel(PortalDbContext db, KeepOfficeWord keep, Words<OfficeBook> words) : PageModel
{
    private const int ChangesShown = 50;

    [BindProperty]
    public Keeping Input { get; set; } = new();

    /// <summary>What was kept, said once.</summary>
    [TempData]
    public string? WordDone { get; set; }

    public IReadOnlyList<IOfficeWord> All { get; private set; } = [];

    /// <summary>Of this list, newest first.</summary>
    public IReadOnlyList<OfficeWordChange> Changes { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Audiences =>
        [.. Enum.GetValues<TopicAudience>().Select(a => new SelectListItem(words[$"Lists_Of_{a}"], $"{a}"))];

    public string NameOf(IOfficeWord word) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es" ? word.NameEs : word.NameEn;

    public async Task<IActionResult> OnGetAsync(string? of, string? code, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), List = ListOf(of), Code = code };
        await LoadAsync(ct);
        if (string.IsNullOrEmpty(code)) { return Page(); }

        if (All.SingleOrDefault(w => w.Code == code) is not { } word) { return NotFound(); }

        (Input.NameEn, Input.NameEs, Input.IsRetired) = (word.NameEn, word.NameEs, word.RetiredAt is not null);
        (Input.SeenEn, Input.SeenEs, Input.SeenRetired) = (word.NameEn, word.NameEs, Input.IsRetired);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var code = string.IsNullOrEmpty(Input.Code) ? null : Input.Code;
        var audience = Enum.TryParse<TopicAudience>(Input.Audience, out var one) && Enum.IsDefined(one)
            ? one
            : TopicAudience.Customer;
        var outcome = await keep.RunAsync(
            new(Input.OperationId, Input.List, code, (Input.SeenEn, Input.SeenEs, Input.SeenRetired), Input.NameEn,
                Input.NameEs, code is not null && Input.IsRetired, Actor.Staff(User.Id()))
            {
                Audience = audience,
            },
            ct);
        if (outcome is Outcome<IOfficeWord>.Done(var kept))
        {
            WordDone = NameOf(kept);
            return RedirectToPage(new { of = $"{Input.List}" });
        }

        var refusal = ((Outcome<IOfficeWord>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
        await LoadAsync(ct);
        return Page();
    }

    private static WordList ListOf(string? typed) =>
        Enum.TryParse<WordList>(typed, ignoreCase: true, out var list) && Enum.IsDefined(list) ? list : WordList.Topic;

    private static string FieldOf(string key) => key switch
    {
        "Word_SpanishMissing" => "Input.NameEs",
        "Word_Needed" => "Input.IsRetired",
        "Word_Unknown" or "Word_Changed" => "",
        _ => "Input.NameEn",
    };

    private async Task LoadAsync(CancellationToken ct)
    {
        Input.List = ListOf($"{Input.List}");
        All = await KeepOfficeWord.AllAsync(db, Input.List, ct);
        Changes = await db.Set<OfficeWordChange>().AsNoTracking().Where(c => c.List == Input.List)
            .OrderByDescending(c => c.ChangedAt).ThenBy(c => c.Id).Take(ChangesShown).ToListAsync(ct);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Keeping
    {
        public Guid OperationId { get; set; }

        public WordList List { get; set; }

        public string? Code { get; set; }

        public string? SeenEn { get; set; }

        public string? SeenEs { get; set; }

        public bool SeenRetired { get; set; }

        public string? NameEn { get; set; }

        public string? NameEs { get; set; }

        /// <summary>Of a new topic.</summary>
        public string? Audience { get; set; }

        public bool IsRetired { get; set; }
    }
}
