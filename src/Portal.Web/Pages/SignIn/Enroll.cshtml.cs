using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Look;
using Portal.Core.People;
using Portal.Web.Pages.Security;
using Portal.Web.People;
using Portal.Web.Words;
using QRCoder;

namespace Portal.Web.Pages.SignIn;

/// <summary>A new member of staff's first sign-in: a password, then an authenticator app, by mailed link.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class EnrollModel(
    EnrollStaff enroll, BrowserSession browser, CityProfile city, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>Null when the link is spent.</summary>
    public EnrollStaff.Step? Step { get; private set; }

    /// <summary>The app's key in groups of four.</summary>
    public string AppKey => string.Join(' ', (Step?.AppKey ?? "").Chunk(4).Select(four => new string(four)));

    public sealed record Fields
    {
        public string? Password { get; init; }

        public string? Code { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await ReadAsync(ct) is { } refusal ? this.Refuse(refusal) : Page();

    /// <summary>The key as a picture for the phone's camera.</summary>
    public async Task<IActionResult> OnGetPictureAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        if (Step?.AppKey is not { } key) { return NotFound(); }

        using var code = QRCodeGenerator.GenerateQrCode(
            Totp.Uri(key, city.City, Step.Email), QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return Content(picture.GetGraphic(new System.Drawing.Size(240, 240)), "image/svg+xml");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        this.Need("Input.Password", Input.Password, words["NewPassword_Missing"]);
        if (ModelState.IsValid)
        {
            var chosen = await enroll.ChoosePasswordAsync(
                new(Key, Input.Password!, HttpContext.NetworkAddress()), ct);
            if (chosen is Outcome<EnrollStaff.Step>.Done) { return RedirectToPage(new { Key }); }

            return await ShowAsync(((Outcome<EnrollStaff.Step>.Refused)chosen).Refusal, "Input.Password", ct);
        }

        await ReadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAppAsync(CancellationToken ct)
    {
        var confirmed = await enroll.ConfirmAppAsync(
            new(Key, Input.Code ?? "", HttpContext.NetworkAddress()), ct);
        if (confirmed is not Outcome<EnrollStaff.Enrolled>.Done(var enrolled))
        {
            return await ShowAsync(((Outcome<EnrollStaff.Enrolled>.Refused)confirmed).Refusal, "Input.Code", ct);
        }

        if (await browser.StartAsync(enrolled.UserId, SignInProof.PasswordAndCode, ct) is { } refusal)
        {
            return this.Refuse(refusal);
        }

        TempData[RecoveryCodesModel.Carried] = enrolled.Codes.ToArray();
        return RedirectToPage("/Security/RecoveryCodes");
    }

    private async Task<IActionResult> ShowAsync(Refusal refusal, string field, CancellationToken ct)
    {
        await ReadAsync(ct);
        return this.Refuse(refusal, Step is null ? "" : field);
    }

    private async Task<Refusal?> ReadAsync(CancellationToken ct)
    {
        var outcome = await enroll.StepAsync(Key, ct);
        Step = (outcome as Outcome<EnrollStaff.Step>.Done)?.Value;
        return (outcome as Outcome<EnrollStaff.Step>.Refused)?.Refusal;
    }
}
