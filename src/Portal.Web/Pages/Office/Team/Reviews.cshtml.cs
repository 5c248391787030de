using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff.Reviews;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team;

/// <summary>The reviews of who may do what, one for each quarter.</summary>
public sealed class ReviewsModel(
    PortalDbContext db, OpenReview open, BusinessClock clock, Words<TeamBook> words) : TeamPage(db, words)
{
    [BindProperty]
    public Guid Operation { get; set; }

    public IReadOnlyList<(AccessReview Review, int Waiting)> All { get; private set; } = [];

    /// <summary>This quarter has none yet.</summary>
    public bool IsDue => All.All(r => r.Review.QuarterOn != AccessReview.QuarterOf(clock.Today));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Operation = Guid.CreateVersion7();
        All = await ReviewRecord.AllAsync(Db, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostOpenAsync(CancellationToken ct)
    {
        var outcome = await open.RunAsync(new(Operation, Me), ct);
        return outcome is Outcome<AccessReview>.Done(var review)
            ? RedirectToPage("Review", new { id = review.Id })
            : await AnswerAsync(outcome, "", () => OnGetAsync(ct));
    }
}
