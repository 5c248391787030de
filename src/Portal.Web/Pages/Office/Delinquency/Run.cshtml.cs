using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Lists;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>One run: who moves, who is skipped, why, its release by a second person, how far it is.</summary>
public sealed class RunModel(
    PortalDbContext db, ReleaseDelinquencyRun release, PostDelinquencyRun post,
    RecordListedCustomers recordListed, LadderTerms terms, Words<LadderBook> words, BusinessClock clock) : PageModel
{
    /// <summary>The part whose accounts are listed.</summary>
    [FromQuery(Name = "part")]
    public string? Part { get; set; }

    [FromQuery(Name = "p")]
    public int Number { get; set; } = 1;

    public DelinquencyRunSummary Summary { get; private set; } = null!;

    public IReadOnlyList<DelinquencyRunSummary.Part> Parts { get; private set; } = [];

    public DelinquencyRunSummary.Part? Only => Parts.FirstOrDefault(p => p.Key == Part);

    public IReadOnlyList<DelinquencyRunSummary.Row> Rows { get; private set; } = [];

    public int Pages { get; private set; }

    /// <summary>Why this person cannot release it; null when they can.</summary>
    public Refusal? WhyNot => User.May(Can.ApproveShutOffs)
        ? ReleaseDelinquencyRun.WhyNot(
            new() { Id = Summary.Id, AsOf = Summary.AsOf, MadeBy = Summary.MadeBy, MadeAt = Summary.MadeAt },
            Actor.Staff(User.Id()), clock.Today)
        : new("Delinquency_ReleasedByOthers");

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct)) { return NotFound(); }

        (Rows, var count, Number) = await DelinquencyRunSummary.RowsAsync(db, id, Only, Number, ct);
        Pages = ListPages.Of(count);
        await recordListed.RunAsync(
            new(User.Id(), [.. Rows.Select(r => r.AccountId)], Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(Guid id, string? form, CancellationToken ct)
    {
        if (!await FindAsync(id, ct)) { return NotFound(); }

        string[] columns = ["Row_Account", "Row_Name", "Row_Place", "Run_What", "Run_PastDue", "Row_Became"];
        return new TableFileResult(
            $"delinquency-{Summary.AsOf:yyyy-MM-dd}", [.. columns.Select(c => words[c])], FileRows(id), form);
    }

    public async Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken ct)
    {
        if (await OnGetAsync(id, ct) is NotFoundResult) { return NotFound(); }

        if (await release.RunAsync(new(id, Actor.Staff(User.Id())), ct)
            is Outcome<DelinquencyRunRelease>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return Page();
        }

        return await OnPostContinueAsync(id, ct);
    }

    /// <summary>Does the next accounts; the worker does the same by itself.</summary>
    public async Task<IActionResult> OnPostContinueAsync(Guid id, CancellationToken ct)
    {
        if (await post.RunAsync(id, ct) is Outcome<int>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(id, ct);
        }

        return RedirectToPage(new { id });
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken ct)
    {
        if (await DelinquencyRunSummary.OfAsync(db, id, ct) is not { } summary) { return false; }

        Summary = summary;
        Parts = await DelinquencyRunSummary.PartsAsync(db, id, ct);
        return true;
    }

    private IAsyncEnumerable<IReadOnlyList<object?>> FileRows(Guid id) =>
        DelinquencyRunSummary.AllRowsAsync(db, id, Only).Select(row => (IReadOnlyList<object?>)
        [
            row.Number, row.Name, row.Place, terms.Of(row.Happened, row.StepCode, row.Skipped), row.PastDue,
            row.Changed is { } changed ? LadderTerms.Why(changed) : row.DoneAt is not null ? words["Row_Done"] : "",
        ]);
}
