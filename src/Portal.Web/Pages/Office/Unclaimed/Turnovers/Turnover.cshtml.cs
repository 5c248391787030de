using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Unclaimed.Turnovers;

/// <summary>A list of money that is to become the city's, and the second person's answer to it.</summary>
public sealed class TurnoverModel(
    PortalDbContext db, ApproveTurnover approve, DeclineTurnover decline, RecordListedCustomers recordListed,
    BusinessClock clock) : PageModel
{
    [BindProperty]
    public string? Why { get; set; }

    /// <summary>Cents that the page showed.</summary>
    [BindProperty]
    public long Seen { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Asked { get; set; } = 1;

    public UnclaimedTurnover Turnover { get; private set; } = null!;

    /// <summary>The rows of the page that is shown.</summary>
    public IReadOnlyList<UnclaimedTurnoverRow> Rows { get; private set; } = [];

    public int At { get; private set; }

    public int Pages => ListPages.Of(Turnover.RowCount);

    /// <summary>Why this person cannot approve it; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    /// <summary>Whoever did not list it may say no, also before its day.</summary>
    public bool MayDecline =>
        Turnover.State == TurnoverState.Proposed && Turnover.MadeBy != Me.Name && User.May(Can.ApproveRefunds);

    private Actor Me => Actor.Staff(User.Id());

    public static Tone ToneOf(TurnoverState state) => state switch
    {
        TurnoverState.Proposed => Tone.Warn,
        TurnoverState.Approved => Tone.Good,
        _ => Tone.Quiet,
    };

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await approve.RunAsync(new(id, new Usd(Seen), Me), ct), ct);

    public async Task<IActionResult> OnPostDeclineAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await decline.RunAsync(new(id, Why, Me), ct), ct);

    private async Task<IActionResult> AnswerAsync(Guid id, Outcome<UnclaimedTurnover> outcome, CancellationToken ct)
    {
        if (outcome is not Outcome<UnclaimedTurnover>.Refused(var refusal)) { return RedirectToPage(new { id }); }

        db.ChangeTracker.Clear();
        ModelState.AddModelError(refusal.Key == "Unclaimed_NoteMissing" ? nameof(Why) : "", refusal.Reason);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await TurnoverList.OneAsync(db, id, ct) is not { } found) { return false; }

        Turnover = found.Of;
        At = ListPages.At(Asked, found.Rows.Count);
        Rows = [.. found.Rows.Skip((At - 1) * ListPages.Rows).Take(ListPages.Rows)];
        WhyNot = await ApproveTurnover.WhyNotAsync(db, Turnover, Me, clock, ct);
        await recordListed.RunAsync(HttpContext, Rows.Select(r => r.CustomerAccountId).OfType<Guid>(), ct);
        return true;
    }
}
