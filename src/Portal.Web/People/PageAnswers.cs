using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.People;

/// <summary>How pages that count tries answer, and how they know whom to count.</summary>
public static class PageAnswers
{
    /// <summary>
    /// Shows a refusal: too many tries as 429 with the time to wait, anything else at the field it belongs to or, with
    /// none, above the form.
    /// </summary>
    public static IActionResult Refuse(this PageModel page, Refusal refusal, string field = "")
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(refusal);
        if (refusal.RetryAfter is { } wait)
        {
            page.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
        }

        page.ModelState.AddModelError(field, refusal.Reason);
        return page.Page();
    }

    /// <summary>
    /// Where a person who has just signed in goes: back to what they wanted, else to the sign-in page, which sends
    /// whoever is signed in to their first page.
    /// </summary>
    public static string AfterSignIn(string? returnUrl) =>
        LocalAddress.IsLocal(returnUrl) && returnUrl != "/" ? returnUrl! : "/signin";

    /// <summary>Says at the field that nothing was put into it.</summary>
    public static void Need(this PageModel page, string field, string? typed, string sentence)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (string.IsNullOrWhiteSpace(typed)) { page.ModelState.AddModelError(field, sentence); }
    }

    /// <summary>The same for someone whose session this request already shows.</summary>
    public static string AfterSignIn(string? returnUrl, ClaimsPrincipal person) =>
        LocalAddress.IsLocal(returnUrl) && returnUrl != "/" ? returnUrl! : person.FirstPage();

    /// <summary>
    /// The network address that tries are counted by. Of IPv6 the first 64 bits: one customer of a provider has as many
    /// of the rest as they like.
    /// </summary>
    public static string NetworkAddress(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) { address = address.MapToIPv4(); }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])}/64"
            : address.ToString();
    }

    /// <summary>True when this person holds a permission.</summary>
    public static bool May(this ClaimsPrincipal person, string permission) =>
        person.HasClaim(SecuritySetup.PermissionClaim, permission);

    /// <summary>The first page of whoever is signed in.</summary>
    public static string FirstPage(this ClaimsPrincipal person) =>
        person.May(Can.SeeWork) ? "/office"
        : person.May(Can.WorkInOffice) ? "/office/people"
        : person.May(Can.SeeOwnAccount) ? "/my" : "/signin";
}
