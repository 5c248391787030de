using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;
using QRCoder;

namespace Portal.Web.Pages.Security;

/// <summary>
/// Turns an authenticator app on (a key, then its first code), makes new recovery codes, or turns it off.
/// </summary>
[AsksFreshProof]
public sealed class AuthenticatorModel(
    PortalDbContext db, SetUpAuthenticator setUp, TakeOffAuthenticator takeOff, MakeRecoveryCodes makeCodes,
    CityProfile city) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>True when an app is in use.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The key waiting to be put into the app, in groups of four; null when none does.</summary>
    public string? Key { get; private set; }

    public sealed record Fields
    {
        public string? Code { get; init; }
    }

    public Task OnGetAsync(CancellationToken ct) => ReadAsync(ct);

    /// <summary>The key as a picture for the phone's camera.</summary>
    public async Task<IActionResult> OnGetPictureAsync(CancellationToken ct)
    {
        if (await setUp.WaitingKeyAsync(User.Id(), ct) is not { } key) { return NotFound(); }

        var userId = User.Id();
        var email = await db.Users.Where(u => u.Id == userId).Select(u => u.Email!).SingleAsync(ct);
        using var code = QRCodeGenerator.GenerateQrCode(Totp.Uri(key, city.City, email), QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return Content(picture.GetGraphic(new System.Drawing.Size(240, 240)), "image/svg+xml");
    }

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken ct) =>
        await setUp.BeginAsync(User.WhoAsks(), ct) is Outcome<bool>.Refused(var refusal)
            ? await ShowAsync(refusal, "", ct)
            : RedirectToPage();

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken ct) =>
        await Codes(await setUp.ConfirmAsync(User.WhoAsks(), Input.Code ?? "", ct), "Input.Code", ct);

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct) =>
        await Codes(await makeCodes.RunAsync(User.WhoAsks(), ct), "", ct);

    public async Task<IActionResult> OnPostOffAsync(CancellationToken ct)
    {
        var request = new TakeOffAuthenticator.Request(User.Id(), Input.Code ?? "", HttpContext.NetworkAddress());
        if (await takeOff.RunAsync(request, ct) is Outcome<bool>.Refused(var refusal))
        {
            return await ShowAsync(refusal, "Input.Code", ct);
        }

        TempData["Done"] = "Authenticator_TurnedOff";
        return RedirectToPage("Index");
    }

    private async Task<IActionResult> Codes(
        Outcome<IReadOnlyList<string>> outcome, string field, CancellationToken ct)
    {
        if (outcome is Outcome<IReadOnlyList<string>>.Refused(var refusal))
        {
            return await ShowAsync(refusal, field, ct);
        }

        TempData[RecoveryCodesModel.Carried] = ((Outcome<IReadOnlyList<string>>.Done)outcome).Value.ToArray();
        return RedirectToPage("RecoveryCodes");
    }

    private async Task<IActionResult> ShowAsync(Refusal refusal, string field, CancellationToken ct)
    {
        if (FreshProof.PlaceFor(this, refusal) is { } place) { return LocalRedirect(place); }

        await ReadAsync(ct);
        return this.Refuse(refusal, field);
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var userId = User.Id();
        IsOn = await db.Authenticators.AnyAsync(a => a.UserId == userId && a.ConfirmedAt != null, ct);
        var key = IsOn ? null : await setUp.WaitingKeyAsync(userId, ct);
        Key = key is null ? null : string.Join(' ', key.Chunk(4).Select(four => new string(four)));
    }
}
