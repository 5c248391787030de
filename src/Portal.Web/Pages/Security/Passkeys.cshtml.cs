using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Security;

/// <summary>A person's passkeys: add, rename, remove.</summary>
[AsksFreshProof]
public sealed class PasskeysModel(
    PortalDbContext db, PasskeyCeremony ceremony, ChangePasskey changePasskey, TimeProvider clock) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public IReadOnlyList<SecurityOverview.Passkey> Passkeys { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    public sealed record Fields
    {
        /// <summary>Credential id, for renaming and removing.</summary>
        public string? Id { get; init; }

        public string? Name { get; init; }

        /// <summary>The browser's answer in the ceremony, as JSON.</summary>
        public string? Passkey { get; init; }
    }

    /// <summary>The name typed for a passkey when a fresh proof came between.</summary>
    [TempData]
    public string? TypedName { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Input = new() { Name = TypedName };
        await ReadAsync(ct);
    }

    /// <summary>Asked by the page's script before it asks the browser to make a passkey.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) =>
        await ceremony.OptionsForNewAsync(User.WhoAsks(), Input.Name, ct) switch
        {
            Outcome<string>.Done(var options) => Content(options, "application/json"),
            Outcome<string>.Refused(var refusal) =>
                BadRequest(new { reason = refusal.Reason, goTo = PlaceForProof(refusal) }),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken ct) =>
        await AnswerAsync(
            await ceremony.AddAsync(User.WhoAsks(), Input.Passkey, Input.Name, ct), "Passkeys_AddedOne", ct);

    public async Task<IActionResult> OnPostRenameAsync(CancellationToken ct) =>
        await AnswerAsync(
            await changePasskey.RenameAsync(User.Id(), SecurityOverview.CredentialOf(Input.Id), Input.Name, ct),
            "Passkeys_Renamed",
            ct);

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct) =>
        await AnswerAsync(
            await changePasskey.RemoveAsync(User.WhoAsks(), SecurityOverview.CredentialOf(Input.Id), ct),
            "Passkeys_Removed",
            ct);

    private async Task<IActionResult> AnswerAsync(Outcome<bool> outcome, string done, CancellationToken ct)
    {
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            if (PlaceForProof(refusal) is { } place) { return LocalRedirect(place); }

            await ReadAsync(ct);
            return this.Refuse(refusal);
        }

        if (outcome is Outcome<bool>.Done(false)) { return NotFound(); }

        Done = done;
        return RedirectToPage();
    }

    private string? PlaceForProof(Refusal refusal)
    {
        var place = FreshProof.PlaceFor(this, refusal);
        if (place is not null && string.IsNullOrEmpty(Input.Id)) { TypedName = Input.Name; }

        return place;
    }

    private async Task ReadAsync(CancellationToken ct) =>
        Passkeys = (await SecurityOverview.ForAsync(db, User.Id(), clock.GetUtcNow(), ct)).Passkeys;
}
