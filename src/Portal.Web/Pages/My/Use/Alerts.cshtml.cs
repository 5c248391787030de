using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Usage.Alerts;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Use;

/// <summary>What was noticed about an account's use, what its customer wants to hear of, and days away.</summary>
public sealed class AlertsModel(
    PortalDbContext db, KnowOfAlert know, ChooseAlerts choose, EnterAway enter, EndAway end, Words<UseBook> words,
    BusinessClock clock) : PageModel
{
    [BindProperty]
    public AlertsWish Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? UseDone { get; set; }

    public AlertsOverview Alerts { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var choice = Alerts.Choice;
        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            Leak = choice.TellsLeak,
            High = choice.HighPercent?.ToString(CultureInfo.InvariantCulture) ?? "",
            Away = choice.TellsAway,
        };
        return Page();
    }

    public Task<IActionResult> OnPostKnowAsync(Guid id, Guid alert, CancellationToken ct) =>
        DoAsync(id, "Done_Known", "", by => know.RunAsync(new(id, alert, by), ct), ct);

    public Task<IActionResult> OnPostChooseAsync(Guid id, CancellationToken ct)
    {
        int? percent = int.TryParse(Input.High, NumberStyles.None, CultureInfo.InvariantCulture, out var typed)
            ? typed
            : string.IsNullOrEmpty(Input.High) ? null : 0;
        return DoAsync(
            id, "Done_Chosen", "Input.High",
            by => choose.RunAsync(new(id, Input.Leak, percent, Input.Away, by), ct), ct);
    }

    public Task<IActionResult> OnPostAwayAsync(Guid id, CancellationToken ct)
    {
        var (from, to) = (DayIn("Input.From", Input.From), DayIn("Input.To", Input.To));
        return DoAsync(
            id, "Done_Away", "Input.To",
            by => enter.RunAsync(new(Input.OperationId, id, from ?? default, to ?? default, by), ct), ct);
    }

    public Task<IActionResult> OnPostBackAsync(Guid id, Guid period, CancellationToken ct) =>
        DoAsync(id, "Done_Back", "", by => end.RunAsync(id, period, by, ct), ct);

    /// <summary>An act of somebody who may manage the account; others are told why not.</summary>
    private async Task<IActionResult> DoAsync<T>(
        Guid id, string done, string field, Func<Actor, Task<Outcome<T>>> act, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (!Alerts.MayManage) { ModelState.AddModelError("", words["NotManaged"]); }
        if (!ModelState.IsValid) { return Page(); }

        if (await act(Actor.Resident(User.Id())) is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError(field, refusal.Reason);
            return Page();
        }

        UseDone = done;
        return RedirectToPage(new { id });
    }

    /// <summary>A day as date fields send it, or as people write it in this country.</summary>
    private DateOnly? DayIn(string field, string? typed)
    {
        if (DateOnly.TryParseExact(
            typed?.Trim(), ["yyyy-MM-dd", "M/d/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        ModelState.AddModelError(field, words["Away_DayMissing"]);
        return null;
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        foreach (var wrong in ModelState.Where(m => m.Value is { Errors.Count: > 0 }).Select(m => m.Key).ToList())
        {
            if (ModelState[wrong]!.Errors.Any(e => e.Exception is not null || !IsOurs(e.ErrorMessage)))
            {
                ModelState.Remove(wrong);
                ModelState.AddModelError("", words["Unreadable"]);
            }
        }

        var me = User.Id();
        if (await AlertsOverview.OfAsync(db, db.VisibleTo(me), db.ManagedBy(me), id, clock.Today, ct)
            is not { } alerts)
        {
            return false;
        }

        Alerts = alerts;
        return true;
    }

    private bool IsOurs(string message) => message == words["Away_DayMissing"];
}

/// <summary>What is filled in on the page of alerts.</summary>
public sealed class AlertsWish
{
    public Guid OperationId { get; set; }

    public bool Leak { get; set; }

    /// <summary>Percent; empty for never.</summary>
    public string? High { get; set; }

    public bool Away { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }
}
