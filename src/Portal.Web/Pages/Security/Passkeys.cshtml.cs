using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Security;

/// <summary>A person's passkeys: add, rename, remove.</summary>
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

    public Task OnGetAsync(CancellationToken ct) => ReadAsync(ct);

    /// <summary>Asked by the page's script before it asks the browser to make a passkey.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) =>
        await ceremony.OptionsForNewAsync(User.Id(), Input.Name, ct) switch
        {
            Outcome<string>.Done(var options) => Content(options, "application/json"),
            Outcome<string>.Refused(var refusal) => BadRequest(new { reason = refusal.Reason }),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken ct) =>
        await AnswerAsync(await ceremony.AddAsync(User.Id(), Input.Passkey, Input.Name, ct), "Passkeys_AddedOne", ct);

    public async Task<IActionResult> OnPostRenameAsync(CancellationToken ct) =>
        await AnswerAsync(
            await changePasskey.RenameAsync(User.Id(), SecurityOverview.CredentialOf(Input.Id), Input.Name, ct),
            "Passkeys_Renamed",
            ct);

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct) =>
        await AnswerAsync(
            await changePasskey.RemoveAsync(User.Id(), SecurityOverview.CredentialOf(Input.Id), ct),
            "Passkeys_Removed",
            ct);

    private async Task<IActionResult> AnswerAsync(Outcome<bool> outcome, string done, CancellationToken ct)
    {
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            await ReadAsync(ct);
            return this.Refuse(refusal);
        }

        if (outcome is Outcome<bool>.Done(false)) { return NotFound(); }

        Done = done;
        return RedirectToPage();
    }

    private async Task ReadAsync(CancellationToken ct) =>
        Passkeys = (await SecurityOverview.ForAsync(db, User.Id(), clock.GetUtcNow(), ct)).Passkeys;
}
