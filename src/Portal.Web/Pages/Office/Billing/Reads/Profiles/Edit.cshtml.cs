using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Files;
using Portal.Core.Reads;
using Portal.Core.Reads.Files;
using Portal.Core.Reads.Imports;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads.Profiles;

/// <summary>One profile: filled in, guessed from a sample, tried on it, saved. Trying changes nothing.</summary>
public sealed class EditModel(
    PortalDbContext db, SaveReadProfile saveReadProfile, CheckReadFile checkReadFile, ExceptionActs acts,
    Words<ReadsBook> words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    [BindProperty]
    public ProfileInput Input { get; set; } = new();

    [BindProperty]
    public IFormFile? Sample { get; set; }

    public FileReport? Tried { get; private set; }

    public bool MayKeep { get; private set; }

    public IReadOnlyList<Choice> Shapes =>
        [.. Enum.GetValues<ReadFileShape>().Select(s => new Choice(s.ToString(), words[$"Shape_{s}"]))];

    public IReadOnlyList<SelectListItem> Separators =>
        [.. ReadProfile.Separators.Select(s => Item(words[$"Separator_{(int)s}"], $"{(int)s}"))];

    public IReadOnlyList<SelectListItem> Decimals => [Item("1,234.5", $"{(int)'.'}"), Item("1.234,5", $"{(int)','}")];

    public IReadOnlyList<SelectListItem> Encodings =>
        [Item("UTF-8", nameof(FileEncoding.Utf8)), Item("Windows-1252", nameof(FileEncoding.Windows1252))];

    public IReadOnlyList<SelectListItem> Units =>
        [Item(words["Profile_NoUnit"], ""), .. ReadUnits.All.Select(u => Item(u, u))];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        if (Id is null) { return Page(); }

        var saved = await db.Set<SavedReadProfile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == Id, ct);
        if (saved is null) { return NotFound(); }

        Input = ProfileInput.Of(saved);
        return Page();
    }

    public async Task<IActionResult> OnPostGuessAsync(CancellationToken ct)
    {
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        if (Sample is null) { return Wrong(nameof(Sample), words["Upload_Missing"]); }

        await using var file = Sample.OpenReadStream();
        if (await GuessProfile.OfAsync(file, ct) is not { } guess)
        {
            return Wrong(nameof(Sample), words["Try_NoGuess"]);
        }

        var (id, version, name) = (Input.Id, Input.Version, Input.Name);
        Input = ProfileInput.Of(guess);
        (Input.Id, Input.Version, Input.Name) = (id, version, name);
        ModelState.Clear();
        Tried = await checkReadFile.WithAsync(file, guess, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        if (Sample is null) { return Wrong(nameof(Sample), words["Upload_Missing"]); }

        var profile = Input.ToProfile();
        if (profile.WhyNot() is { } refusal) { return Wrong("", refusal.Reason); }

        await using var file = Sample.OpenReadStream();
        Tried = await checkReadFile.WithAsync(file, profile, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct)
    {
        if (!(MayKeep = await acts.MayAsync(User, Can.KeepReads))) { return Forbid(); }

        return await saveReadProfile.RunAsync(
            new(Input.Id, Input.Name!, Input.ToProfile(), Input.Version, Actor.Staff(User.Id())), ct) switch
        {
            Outcome<SavedReadProfile>.Done => RedirectToPage("Index"),
            Outcome<SavedReadProfile>.Refused(var refusal) =>
                Wrong(refusal.Key.StartsWith("Reads_ProfileName", StringComparison.Ordinal) ? "Input.Name" : "",
                    refusal.Reason),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private static SelectListItem Item(string text, string value) => new(text, value);

    private PageResult Wrong(string field, string why)
    {
        ModelState.AddModelError(field, why);
        return Page();
    }
}
