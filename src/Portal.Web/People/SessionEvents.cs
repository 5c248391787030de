using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Core.People;
using Portal.Web.Security;

namespace Portal.Web.People;

/// <summary>
/// Turns the cookie's secret into a person on every request, with one query. What they may do comes from the database
/// each time, so a cookie never carries a right that was taken away.
/// </summary>
public sealed class SessionEvents(ReadSession readSession) : CookieAuthenticationEvents
{
    private static readonly PathString[] WithoutPeople = ["/theme", "/livez", "/health", "/webhooks"];

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.HttpContext.Request;
        if (WithoutPeople.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            context.RejectPrincipal();
            return;
        }

        var secret = context.Principal?.FindFirstValue(PersonClaims.Secret) ?? "";
        if (await readSession.RunAsync(secret, context.HttpContext.RequestAborted) is { } person)
        {
            context.ReplacePrincipal(PrincipalOf(person));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(SignInSetup.SessionScheme);
    }

    /// <summary>Whoever was signed in until a moment ago is told that it ended, not that they never were.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Cookies.ContainsKey(SignInSetup.SessionCookie))
        {
            context.RedirectUri = QueryHelpers.AddQueryString(context.RedirectUri, "ended", bool.TrueString);
        }

        return base.RedirectToLogin(context);
    }

    /// <summary>A signed-in person at a door that is not theirs is told so; signing in again would not help.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static ClaimsPrincipal PrincipalOf(ReadSession.SignedIn person) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, person.UserId.ToString()),
            new(ClaimTypes.Name, person.Name),
            new(PersonClaims.Session, person.SessionId.ToString()),
            new(PersonClaims.ProvedAt, person.ProvedAt.ToString("O", CultureInfo.InvariantCulture)),
            .. person.May.Select(can => new Claim(SecuritySetup.PermissionClaim, can)),
        ],
        SignInSetup.SessionScheme));
}

/// <summary>Names of claims that only signing in reads.</summary>
internal static class PersonClaims
{
    /// <summary>In the cookie alone: the session's secret.</summary>
    public const string Secret = "secret";

    /// <summary>Id of the session.</summary>
    public const string Session = "session";

    /// <summary>When the person last proved who they are; acts that need a fresh proof look here.</summary>
    public const string ProvedAt = "proved_at";

    /// <summary>In the cookie of the first step alone: the user's stamp.</summary>
    public const string Stamp = "stamp";

    /// <summary>Who is signed in, in which session.</summary>
    public static WhoAsks WhoAsks(this ClaimsPrincipal person) => new(person.Id(), person.SessionId());

    /// <summary>When this person last proved who they are.</summary>
    public static DateTimeOffset LastProof(this ClaimsPrincipal person) => DateTimeOffset.Parse(
        person.FindFirstValue(ProvedAt) ?? throw new InvalidOperationException("Nobody is signed in."),
        CultureInfo.InvariantCulture);

    public static Guid SessionId(this ClaimsPrincipal person) =>
        Guid.Parse(person.FindFirstValue(Session) ?? throw new InvalidOperationException("Nobody is signed in."));
}
