using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.SignIn;

/// <summary>The code of an authenticator app, or a recovery code, after a right password.</summary>
public sealed class CodeModel(
    CheckSecondStep checkSecondStep, BrowserSession browser, DeviceCookie device, Words<SignInBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    [FromQuery]
    public string? ReturnUrl { get; set; }

    public sealed record Fields
    {
        public string? Code { get; init; }
    }

    public async Task<IActionResult> OnGetAsync() =>
        await browser.FirstStepAsync() is null ? RedirectToPage("Index", new { ReturnUrl }) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await browser.FirstStepAsync() is not { } step) { return RedirectToPage("Index", new { ReturnUrl }); }

        if (string.IsNullOrWhiteSpace(Input.Code))
        {
            ModelState.AddModelError("Input.Code", words["Code_Missing"]);
            return Page();
        }

        var request = new CheckSecondStep.Request(step.UserId, step.Stamp, Input.Code, HttpContext.NetworkAddress())
        {
            Browser = device.Read(),
        };
        return await checkSecondStep.RunAsync(request, ct) switch
        {
            Outcome<Guid>.Done(var userId) => await EnterAsync(userId, ct),
            Outcome<Guid>.Refused(var refusal) => this.Refuse(refusal, "Input.Code"),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<IActionResult> EnterAsync(Guid userId, CancellationToken ct) =>
        await browser.StartAsync(userId, SignInProof.PasswordAndCode, ct) is { } refusal
            ? this.Refuse(refusal)
            : LocalRedirect(PageAnswers.AfterSignIn(ReturnUrl));
}
