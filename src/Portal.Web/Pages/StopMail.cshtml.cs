using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.People;

namespace Portal.Web.Pages;

/// <summary>
/// Stops a topic that nobody must be told of, from the mail itself and without a sign-in. Opening it changes nothing,
/// for programs open links; a mail program posts to it by itself (RFC 8058), and so no form token is asked for: the
/// address is the proof.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class StopMailModel(StopFromMail stop, TakeToken takeToken) : PageModel
{
    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken ct) =>
        await TooManyAsync(ct) ?? (await stop.IsKnownAsync(token, ct) ? Page() : NotFound());

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken ct)
    {
        if (await TooManyAsync(ct) is { } tooMany) { return tooMany; }

        IsDone = await stop.RunAsync(token, ct) is Outcome<bool>.Done;
        return IsDone ? Page() : NotFound();
    }

    private async Task<IActionResult?> TooManyAsync(CancellationToken ct) => await takeToken.RunAsync(
        [new(RateLimit.MailedLinkFromAddress, $"{HttpContext.Connection.RemoteIpAddress}")], ct) is null
        ? null
        : StatusCode(StatusCodes.Status429TooManyRequests);
}
