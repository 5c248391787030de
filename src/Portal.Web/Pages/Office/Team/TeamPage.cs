using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team;

/// <summary>What the pages about colleagues share: who acts, what is said once after an act, words of roles.</summary>
public abstract class TeamPage(PortalDbContext db, Words<TeamBook> words) : PageModel
{
    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? TeamDone { get; set; }

    /// <summary>Every role, to choose from.</summary>
    public IReadOnlyList<SelectListItem> RoleChoices =>
        [.. Enum.GetValues<StaffRole>().Select(r => new SelectListItem(words[$"Role_{r}"], $"{r}"))];

    protected PortalDbContext Db => db;

    protected Words<TeamBook> Said => words;

    protected Actor Me => Actor.Staff(User.Id());

    /// <summary>Roles in words.</summary>
    public string Say(IEnumerable<StaffRole> roles) => string.Join(", ", roles.Select(r => words[$"Role_{r}"]));

    /// <summary>Redirects with what was done, or shows this page with why not.</summary>
    /// <param name="whyField">Where a reason that is missing is said.</param>
    protected async Task<IActionResult> AnswerAsync<T>(
        Outcome<T> outcome, string done, Func<Task<IActionResult>> showAsync, string? whyField = null)
    {
        ArgumentNullException.ThrowIfNull(showAsync);
        switch (outcome)
        {
            case Outcome<T>.Done:
                TeamDone = done;
                return RedirectToPage();
            case Outcome<T>.Refused(var refusal):
                db.ChangeTracker.Clear();
                var isField = refusal.Key is "Staff_WhyMissing" or "Staff_NoteMissing" or "Review_NoteMissing";
                ModelState.AddModelError(isField ? whyField ?? "" : "", refusal.Reason);
                return await showAsync();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
