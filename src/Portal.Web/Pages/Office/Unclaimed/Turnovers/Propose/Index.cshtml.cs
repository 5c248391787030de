using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Unclaimed.Turnovers.Propose;

/// <summary>Lists what is due to become the city's, for another person to approve.</summary>
public sealed class IndexModel(PortalDbContext db, ProposeTurnover propose, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Proposal Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public TurnoverWay Way { get; set; }

    public IReadOnlyList<UnclaimedRow> Due { get; private set; } = [];

    public Usd Total => Due.Select(r => r.Amount).Sum();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(Way)) { return NotFound(); }

        Input = new() { OperationId = Guid.CreateVersion7(), BecomesOn = clock.Today };
        Due = await ProposeTurnover.DueAsync(db, Way, clock, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!Enum.IsDefined(Way)) { return NotFound(); }

        switch (await propose.RunAsync(Input.For(Way, Actor.Staff(User.Id())), ct))
        {
            case Outcome<UnclaimedTurnover>.Done(var turnover):
                return RedirectToPage("/Office/Unclaimed/Turnovers/Turnover", new { turnover.Id });
            case Outcome<UnclaimedTurnover>.Refused(var refusal):
                ModelState.AddModelError(Proposal.FieldOf(refusal.Key), refusal.Reason);
                db.ChangeTracker.Clear();
                Due = await ProposeTurnover.DueAsync(db, Way, clock, ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}

/// <summary>What is filled in to propose a turnover.</summary>
public sealed class Proposal
{
    public Guid OperationId { get; set; }

    /// <summary>Cents that the page showed.</summary>
    public long Seen { get; set; }

    public string? Resolution { get; set; }

    public string? PublishedIn { get; set; }

    public DateOnly? FirstPublishedOn { get; set; }

    public DateOnly? NextPublishedOn { get; set; }

    public DateOnly? BecomesOn { get; set; }

    internal ProposeTurnover.Request For(TurnoverWay way, Actor by) =>
        new(OperationId, way, Resolution, BecomesOn, new Usd(Seen), by)
        {
            PublishedIn = PublishedIn,
            FirstPublishedOn = FirstPublishedOn,
            NextPublishedOn = NextPublishedOn,
        };

    /// <summary>The field that a refusal is about; empty for the whole form.</summary>
    internal static string FieldOf(string refusal) => refusal switch
    {
        "Unclaimed_ResolutionMissing" => "Input.Resolution",
        "Unclaimed_PaperMissing" => "Input.PublishedIn",
        "Unclaimed_PrintDays" => "Input.NextPublishedOn",
        "Unclaimed_DayWrong" or "Unclaimed_NoticeDays" => "Input.BecomesOn",
        _ => "",
    };
}
