namespace Portal.Web.Security;

/// <summary>Keeps return addresses inside the site.</summary>
public static class LocalAddress
{
    /// <summary>
    /// The address when it is a path of this site, else the home page. Refuses //elsewhere, /\elsewhere, control
    /// characters, schemes: whatever a browser could read as another site.
    /// </summary>
    public static string OrHome(string? address) => IsLocal(address) ? address! : "/";

    /// <summary>True when a browser sent to the address stays on this site.</summary>
    public static bool IsLocal(string? address) =>
        address is ['/', ..]
        && address is not ['/', '/' or '\\', ..]
        && !address.Any(char.IsControl);
}
