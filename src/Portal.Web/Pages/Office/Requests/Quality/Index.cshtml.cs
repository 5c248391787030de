using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Desk;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests.Quality;

/// <summary>A month's sample of what each person answered; a colleague says how good it was.</summary>
public sealed class IndexModel(
    PortalDbContext db, ReviewAnswer review, Words<RequestsBook> words, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Reviewing Input { get; set; } = new();

    /// <summary>"2026-11"; anything else is the month before this one.</summary>
    [FromQuery(Name = "month")]
    public string? Typed { get; set; }

    /// <summary>Set once a review was kept.</summary>
    [TempData]
    public bool QualityDone { get; set; }

    public DateOnly Month { get; private set; }

    public IReadOnlyList<QualitySample.Row> Sample { get; private set; } = [];

    /// <summary>Nothing is added to the sample any more.</summary>
    public bool IsOver => QualitySample.IsOver(Month, clock);

    public Guid Reader => User.Id();

    public IEnumerable<Choice> Scores =>
        Enumerable.Range(1, 5).Reverse().Select(score => new Choice($"{score}", words[$"Quality_{score}"]));

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var outcome = await review.RunAsync(
            new(Input.OperationId, AskForms.Id(Input.Event) ?? Guid.Empty, Month, AskForms.No(Input.Score), Input.Note,
                User.Id()), ct);
        if (outcome is Outcome<QualityReview>.Done)
        {
            QualityDone = true;
            return RedirectToPage(new { month = Month.ToString("yyyy-MM", CultureInfo.InvariantCulture) });
        }

        ModelState.AddModelError("", ((Outcome<QualityReview>.Refused)outcome).Refusal.Reason);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var before = clock.Today.AddMonths(-1);
        Month = DateOnly.TryParseExact(
            $"{Typed}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            && month.Year is > 1900 and < 9999
            ? month
            : new(before.Year, before.Month, 1);
        Sample = await QualitySample.OfAsync(db, Month, clock, ct);
    }

    /// <summary>What is said of one answer.</summary>
    public sealed class Reviewing
    {
        public Guid OperationId { get; set; }

        public string? Event { get; set; }

        public string? Score { get; set; }

        public string? Note { get; set; }
    }
}
