using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Unclaimed;

/// <summary>One piece of unclaimed money: letters to its owner, and who claims it.</summary>
public sealed class ItemModel(
    PortalDbContext db, WriteToOwner write, RecordClaim record, AnswerClaim answer, RecordListedCustomers recordListed,
    BusinessClock clock, Words<MoneyBook> words) : PageModel
{
    [BindProperty]
    public Claiming Input { get; set; } = new();

    [TempData]
    public string? UnclaimedDone { get; set; }

    public UnclaimedKind Of { get; private set; }

    public UnclaimedRecord Record { get; private set; } = null!;

    /// <summary>The page where it is kept; null where the reader may not open it.</summary>
    public string? Source { get; private set; }

    public bool MayWork => User.May(Can.RequestRefunds);

    public bool MayAnswer => User.May(Can.ApproveRefunds);

    public IReadOnlyList<SelectListItem> Ways =>
        [.. Enum.GetValues<ClaimWay>().Select(w => new SelectListItem(words[$"Claim_Way{w}"], $"{w}"))];

    private Actor Me => Actor.Staff(User.Id());

    public static Tone ToneOf(ClaimState state) => state switch
    {
        ClaimState.Open => Tone.Warn,
        ClaimState.Accepted => Tone.Good,
        _ => Tone.Quiet,
    };

    public async Task<IActionResult> OnGetAsync(string kind, Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), ClaimedOn = clock.Today };
        return await ShowAsync(kind, id, ct);
    }

    public async Task<IActionResult> OnPostLetterAsync(string kind, Guid id, CancellationToken ct) =>
        KindOf(kind) is not { } of ? NotFound() : await AnswerAsync(
            await write.RunAsync(new(of, id, Input.OnPaper, Me), ct), "UnclaimedItem_Written", kind, id, ct);

    public async Task<IActionResult> OnPostClaimAsync(string kind, Guid id, CancellationToken ct) =>
        KindOf(kind) is not { } of ? NotFound() : await AnswerAsync(await record.RunAsync(
            new(Input.OperationId, of, id, Input.Claimant, Input.Proof, Input.ClaimedOn, Me), ct),
        "Claim_Recorded", kind, id, ct);

    public async Task<IActionResult> OnPostAnswerAsync(string kind, Guid id, CancellationToken ct) => await AnswerAsync(
        await answer.RunAsync(new(Input.ClaimId, Input.IsAccepted, Input.Way, Input.Note, Me), ct),
        Input.IsAccepted ? "Claim_AcceptedDone" : "Claim_RejectedDone", kind, id, ct);

    private async Task<IActionResult> AnswerAsync<T>(
        Outcome<T> outcome, string done, string kind, Guid id, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError(Claiming.FieldOf(refusal.Key), refusal.Reason);
            return await ShowAsync(kind, id, ct);
        }

        UnclaimedDone = done;
        return RedirectToPage(new { kind, id });
    }

    private async Task<IActionResult> ShowAsync(string kind, Guid id, CancellationToken ct)
    {
        if (KindOf(kind) is not { } of) { return NotFound(); }

        Of = of;
        if (await UnclaimedRecord.OfAsync(db, Of, id, clock, ct) is not { } record) { return NotFound(); }

        Record = record;
        Source = Of switch
        {
            UnclaimedKind.Check when User.May(Can.KeepChecks) => $"/office/checks/{id}",
            UnclaimedKind.Credit when User.May(Can.SeeCustomers) => $"/office/accounts/{id}",
            UnclaimedKind.Suspense when User.May(Can.AdjustAccounts) => $"/office/suspense/{id}",
            _ => null,
        };
        await recordListed.RunAsync(HttpContext, new[] { Record.AccountId }.OfType<Guid>(), ct);
        return Page();
    }

    /// <summary>Null for a word that is none.</summary>
    private static UnclaimedKind? KindOf(string kind) =>
        Enum.TryParse<UnclaimedKind>(kind, ignoreCase: true, out var found) && Enum.IsDefined(found) ? found : null;
}

/// <summary>What can be filled in on the page of unclaimed money, in any of its forms.</summary>
public sealed class Claiming
{
    public Guid OperationId { get; set; }

    public bool OnPaper { get; set; }

    public string? Claimant { get; set; }

    public string? Proof { get; set; }

    public DateOnly? ClaimedOn { get; set; }

    public Guid ClaimId { get; set; }

    public bool IsAccepted { get; set; }

    public ClaimWay? Way { get; set; }

    public string? Note { get; set; }

    /// <summary>The field that a refusal is about; empty for the whole form.</summary>
    internal static string FieldOf(string refusal) => refusal switch
    {
        "Unclaimed_ClaimantMissing" => "Input.Claimant",
        "Unclaimed_ProofMissing" => "Input.Proof",
        "Unclaimed_ClaimDay" => "Input.ClaimedOn",
        "Unclaimed_WayMissing" => "Input.Way",
        "Unclaimed_NoteMissing" => "Input.Note",
        _ => "",
    };
}
