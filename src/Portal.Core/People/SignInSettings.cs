namespace Portal.Core.People;

/// <summary>
/// Where the portal is reached and whose it is: for the links in letters and the words of bad passwords.
/// </summary>
/// <param name="PublicUrl">Address that people type, without a path.</param>
/// <param name="City">Its name: nobody's password is made of it.</param>
public sealed record SignInSettings(Uri PublicUrl, string City)
{
    public Uri SignIn => new(PublicUrl, "/signin");

    public Uri Register => new(PublicUrl, "/signin/register");

    public Uri Forgot => new(PublicUrl, "/signin/forgot");

    public Uri Security => new(PublicUrl, "/security");

    public Uri Confirm(string secret) => new(PublicUrl, $"/signin/confirm?key={secret}");

    public Uri Enroll(string secret) => new(PublicUrl, $"/signin/enroll?key={secret}");

    public Uri Reset(string secret) => new(PublicUrl, $"/signin/reset?key={secret}");
}
