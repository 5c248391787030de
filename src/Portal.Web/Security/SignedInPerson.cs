using System.Security.Claims;

namespace Portal.Web.Security;

/// <summary>What pages ask of the person signed in.</summary>
public static class SignedInPerson
{
    /// <summary>Their PortalUser id.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nobody is signed in: the page's folder is not guarded, a bug.
    /// </exception>
    public static Guid Id(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? id
            : throw new InvalidOperationException("A page for signed-in people was reached by nobody.");
}
