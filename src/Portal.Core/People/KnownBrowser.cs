namespace Portal.Core.People;

/// <summary>
/// A browser in which people have signed in, as its sealed cookie says (OWASP, device cookies). Wrong tries from it are
/// counted apart, so that a stranger's guesses never slow the owner, and its own slow nobody else.
/// </summary>
/// <param name="Id">Random; as good as the seal of the cookie it came in.</param>
/// <param name="Users">Who signed in with it, the latest last.</param>
public sealed record KnownBrowser(Guid Id, IReadOnlyList<Guid> Users)
{
    /// <summary>People of one browser that are remembered.</summary>
    public const int MostUsers = 5;

    /// <summary>The same browser, after this person signed in with it.</summary>
    public KnownBrowser With(Guid userId) =>
        this with { Users = [.. Users.Where(u => u != userId).Append(userId).TakeLast(MostUsers)] };
}

/// <summary>Whom a wrong try counts against.</summary>
internal static class TriesOfBrowser
{
    /// <param name="browser">Null for one in which nobody has signed in.</param>
    /// <param name="whose">The address or user tried.</param>
    /// <param name="userId">Whose that is; null when nobody's.</param>
    public static string Subject(this KnownBrowser? browser, string whose, Guid? userId) =>
        userId is { } user && browser?.Users.Contains(user) == true ? $"{whose} {browser.Id}" : whose;
}
