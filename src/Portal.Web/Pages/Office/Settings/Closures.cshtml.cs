using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Calendar;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>Days on which the office is closed, a year at a time: holidays by proposal, others by hand.</summary>
public sealed class ClosuresModel(PortalDbContext db, CloseOffice close, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    /// <summary>Days of the federal holidays that were ticked.</summary>
    [BindProperty]
    public List<string> Chosen { get; set; } = [];

    [BindProperty]
    public Guid ClosureId { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Year { get; set; }

    [TempData]
    public string? Done { get; set; }

    public ClosureYear Shown { get; private set; } = null!;

    public DateOnly Today => clock.Today;

    /// <summary>The year whose holidays are missing; null while there is time.</summary>
    public int? Missing => ClosureYear.Missing(Shown.Known, Today);

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Chosen = [.. Shown.Proposed.Select(d => $"{d.On:yyyy-MM-dd}")];
    }

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct) => await AnswerAsync(
        "Closures_Added",
        await close.RunAsync(
            [new(AskForms.Day(Input.Day), Input.NameEn, Input.NameEs)], Actor.Staff(User.Id()), ct),
        ct);

    public async Task<IActionResult> OnPostProposeAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var days = Shown.Proposed.Where(d => Chosen.Contains($"{d.On:yyyy-MM-dd}"))
            .Select(d => new CloseOffice.Closed(d.On, d.NameIn("en"), d.NameIn("es"))).ToList();
        return await AnswerAsync(
            "Closures_Added", await close.RunAsync(days, Actor.Staff(User.Id()), ct), ct);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct) => await AnswerAsync(
        "Closures_RemovedDone", await close.RemoveAsync(ClosureId, Actor.Staff(User.Id()), ct), ct);

    private async Task<IActionResult> AnswerAsync<T>(string done, Outcome<T> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            await LoadAsync(ct);
            var add = Chosen.Count == 0;
            ModelState.AddModelError(
                refusal.Key == "Closure_NameMissing" ? "Input.NameEn" : add ? "Input.Day" : "Chosen", refusal.Reason);
            return Page();
        }

        Done = done;
        return RedirectToPage(new { Year });
    }

    private async Task LoadAsync(CancellationToken ct) => Shown = await ClosureYear.OfAsync(
        db, Math.Clamp(Year ?? Today.Year, 2020, Today.Year + 10), Today, ct);

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public string? Day { get; set; }

        public string? NameEn { get; set; }

        public string? NameEs { get; set; }
    }
}
