using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.LateCharges;

/// <summary>One run: what it found, its release by a second person, and how far it has come.</summary>
public sealed class RunModel(PortalDbContext db, ReleaseLateCharges release, PostLateCharges post, BusinessClock clock)
    : PageModel
{
    private LateChargeRules? _rules;

    public LateChargeRunSummary Summary { get; private set; } = null!;

    public IReadOnlyList<LateChargeRunSummary.Part> Parts { get; private set; } = [];

    public IReadOnlyList<LateChargeRunSummary.Row> Largest { get; private set; } = [];

    /// <summary>Why this person cannot release it; null when they can.</summary>
    public Refusal? WhyNot =>
        User.May(Can.ApproveAdjustments)
            ? ReleaseLateCharges.WhyNot(Summary.Run, Actor.Staff(User.Id()), clock.Today)
            : new("Late_ReleasedByOthers");

    /// <summary>What the rule is called; its code where the rules of that day know it no more.</summary>
    public string FamilyOf(LateChargeRunSummary.Part part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var family = _rules?.Families.FirstOrDefault(f => f.Code == part.Family);
        return family?.Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? part.Family;
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await LateChargeRunSummary.OfAsync(db, id, ct) is not { } summary) { return NotFound(); }

        Summary = summary;
        Parts = await LateChargeRunSummary.PartsAsync(db, id, ct);
        _rules = await db.RulesOnAsync<LateChargeRules>(MoneyRuleKind.LateCharges, summary.Run.AsOf, ct);
        Largest = await LateChargeRunSummary.LargestAsync(db, id, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken ct)
    {
        if (await OnGetAsync(id, ct) is NotFoundResult) { return NotFound(); }
        if (WhyNot is { Key: "Late_ReleasedByOthers" }) { return Forbid(); }

        if (await release.RunAsync(new(id, Actor.Staff(User.Id())), ct)
            is Outcome<LateChargeRunRelease>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return Page();
        }

        return await OnPostContinueAsync(id, ct);
    }

    /// <summary>Posts the next accounts; the worker does the same by itself.</summary>
    public async Task<IActionResult> OnPostContinueAsync(Guid id, CancellationToken ct)
    {
        if (await post.RunAsync(id, ct) is Outcome<int>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(id, ct);
        }

        return RedirectToPage(new { id });
    }
}
