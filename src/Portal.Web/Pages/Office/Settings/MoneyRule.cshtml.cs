using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>One kind of rule: what holds, the draft and its release by another, and a new version.</summary>
public sealed class MoneyRuleModel(
    PortalDbContext db, DraftMoneyRule draft, ReleaseMoneyRule release, SubmitDraft submit,
    BusinessClock clock) : PageModel
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [BindProperty]
    public MoneyRuleInput Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RuleDone { get; set; }

    public MoneyRuleShelf Shelf { get; private set; } = null!;

    /// <summary>What the draft says differently from what holds.</summary>
    public IReadOnlyList<MoneyRuleDifference> Differences { get; private set; } = [];

    /// <summary>Everything that holds, by where it is said.</summary>
    public IReadOnlyDictionary<string, string> Said { get; private set; } = new Dictionary<string, string>();

    /// <summary>Who wrote the draft.</summary>
    public string Writer { get; private set; } = "";

    /// <summary>The draft waits for a second person.</summary>
    public bool IsSubmitted { get; private set; }

    /// <summary>Why this person cannot release the draft; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(MoneyRuleKind kind, CancellationToken ct)
    {
        if (!await LoadAsync(kind, ct)) { return NotFound(); }

        Input = new()
        {
            RuleId = Guid.CreateVersion7(),
            From = clock.Today.AddDays(1),
            Document = Pretty((Shelf.Draft ?? Shelf.Coming ?? Shelf.InForce)?.Document ?? MoneyRuleShape.First(kind)),
        };
        return Page();
    }

    public async Task<IActionResult> OnPostDraftAsync(MoneyRuleKind kind, CancellationToken ct)
    {
        var outcome = await draft.RunAsync(
            new(Input.RuleId, kind, Input.From ?? default, Input.Document ?? "", Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<Portal.Core.Billing.Rules.MoneyRule>.Refused(var refusal))
        {
            ModelState.AddModelError(
                refusal.Key == "Rules_DayPassed" ? "Input.From" : "Input.Document", refusal.Reason);
            return await LoadAsync(kind, ct) ? Page() : NotFound();
        }

        RuleDone = "MoneyRule_Drafted";
        return RedirectToPage(new { kind });
    }

    public async Task<IActionResult> OnPostReleaseAsync(MoneyRuleKind kind, Guid rule, CancellationToken ct)
    {
        if (await release.RunAsync(new(rule, Actor.Staff(User.Id())), ct)
            is Outcome<MoneyRuleRelease>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(kind, ct);
        }

        RuleDone = "MoneyRule_Released";
        return RedirectToPage(new { kind });
    }

    public async Task<IActionResult> OnPostSubmitAsync(MoneyRuleKind kind, Guid rule, CancellationToken ct)
    {
        if (await submit.RunAsync(new(DraftKind.MoneyRule, rule, Actor.Staff(User.Id())), ct)
            is Outcome<DraftSubmission>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(kind, ct);
        }

        RuleDone = "Draft_Submitted";
        return RedirectToPage(new { kind });
    }

    private async Task<bool> LoadAsync(MoneyRuleKind kind, CancellationToken ct)
    {
        if (!MoneyRuleShape.IsKept(kind)) { return false; }

        Shelf = await MoneyRuleShelf.OfAsync(db, kind, clock.Today, ct);
        Said = Shelf.InForce is { } now ? MoneyRuleDifference.Said(now.Document) : Said;
        if (Shelf.Draft is { } waiting)
        {
            Differences = MoneyRuleDifference.Between(Shelf.InForce?.Document ?? "{}", waiting.Document);
            IsSubmitted = await SubmitDraft.IsSubmittedAsync(db, DraftKind.MoneyRule, waiting.Id, ct);
            WhyNot = ReleaseMoneyRule.WhyNot(waiting, Actor.Staff(User.Id()), Shelf);
            Writer = await db.Users.Where(u => "staff:" + u.Id.ToString() == waiting.MadeBy)
                .Select(u => u.DisplayName).FirstOrDefaultAsync(ct) ?? waiting.MadeBy;
        }

        return true;
    }

    private static string Pretty(string document)
    {
        using var json = JsonDocument.Parse(document);
        return JsonSerializer.Serialize(json.RootElement, Indented);
    }
}
