using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>
/// An account on the ladder: where it stands and why, what was done, the contact before a shut-off with its script,
/// and what holds it.
/// </summary>
public sealed class CaseModel(
    PortalDbContext db, LogContact log, CustomerLook look, Words<LadderBook> words, BusinessClock clock) : PageModel
{
    [BindProperty]
    public ContactResult? Result { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>What was done, in the words' key.</summary>
    [TempData]
    public string? CaseDone { get; set; }

    public Guid Id { get; private set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public CaseStory? Story { get; private set; }

    public ShutOffStanding? Standing { get; private set; }

    public IReadOnlyList<CaseStory.Hold> Holds { get; private set; } = [];

    public bool MayLog => Standing?.IsAhead == true;

    public IEnumerable<Choice> Results() =>
        Enum.GetValues<ContactResult>().Select(r => new Choice($"{r}", words[$"Contact_{r}"]));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await ShowAsync(id, ct) ?? Page();

    public async Task<IActionResult> OnPostContactAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } other) { return other; }

        ModelState.Clear();
        if (Result is not { } result)
        {
            ModelState.AddModelError(nameof(Result), words["Contact_ResultMissing"]);
            return Page();
        }

        if (await log.RunAsync(new(id, result, Note ?? "", Actor.Staff(User.Id())), ct)
            is Outcome<DelinquencyStep>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Contact_NoteMissing" ? nameof(Note) : "", refusal.Reason);
            return Page();
        }

        CaseDone = "Contact_Logged";
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        (Id, Account) = (id, account);
        Story = await CaseStory.OfAsync(db, id, ct);
        Holds = await CaseStory.HoldsAsync(db, id, ct);
        Standing = (await ShutOffStanding.OfAsync(db, [id], clock, ct)).GetValueOrDefault(id);
        return null;
    }
}
