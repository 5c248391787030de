using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.People;

/// <summary>Who has access to an account, and what somebody with full access does about it.</summary>
public sealed class IndexModel(
    PortalDbContext db, InvitePerson invite, ChangeAccess changeAccess, EndAccess endAccess,
    WithdrawInvitation withdraw, Words<PersonBook> words, TimeProvider clock) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? AccessDone { get; set; }

    public AccountPeople Access { get; private set; } = null!;

    public IEnumerable<Choice> Levels => Enum.GetValues<AccountLevel>()
        .Select(level => new Choice($"{level}", words[$"Level_{level}"], words[$"Level_{level}_What"]));

    public sealed record Fields
    {
        public string? Email { get; init; }

        public string? Level { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostInviteAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (LevelOf(Input.Level) is not { } level)
        {
            return this.Refuse(new Refusal("Access_LevelMissing"), "Input.Level");
        }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var outcome = await invite.RunAsync(new(User.WhoAsks(), id, Input.Email, level, language), ct);
        return await AnswerAsync(id, outcome, "Invite_Done", "Input.Email", ct);
    }

    public async Task<IActionResult> OnPostLevelAsync(Guid id, Guid link, string? level, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (LevelOf(level) is not { } wanted) { return this.Refuse(new Refusal("Access_LevelMissing")); }

        var outcome = await changeAccess.RunAsync(new(User.WhoAsks(), id, link, wanted), ct);
        return await AnswerAsync(id, outcome, "Level_Done", "", ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, Guid link, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var outcome = await endAccess.RunAsync(new(User.WhoAsks(), id, link), ct);
        // Who ended their own finds this page no more.
        if (outcome is Outcome<bool>.Done(false)) { return RedirectToPage("/My/Index"); }

        return await AnswerAsync(id, outcome, "End_Done", "", ct);
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid invitation, CancellationToken ct)
    {
        if (!await withdraw.RunAsync(User.Id(), id, invitation, ct)) { return NotFound(); }

        AccessDone = "Withdraw_Done";
        return RedirectToPage(new { id });
    }

    private static AccountLevel? LevelOf(string? typed) =>
        Enum.TryParse<AccountLevel>(typed, out var level) && $"{level}" == typed ? level : null;

    private async Task<IActionResult> AnswerAsync<T>(
        Guid id, Outcome<T> outcome, string done, string field, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            return FreshProof.PlaceFor(this, refusal) is { } place ? LocalRedirect(place)
                : await LoadAsync(id, ct) ? this.Refuse(refusal, field) : NotFound();
        }

        AccessDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await AccountPeople.ForAsync(db, User.Id(), id, clock.GetUtcNow(), ct) is not { } access) { return false; }

        Access = access;
        return true;
    }
}
