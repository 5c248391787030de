using Portal.Core.Requests.Strangers;

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

    public Uri Details => new(PublicUrl, "/my/details");

    public Uri Invitations => new(PublicUrl, "/my/invitations");

    public Uri PeopleOf(Guid accountId) => new(PublicUrl, $"/my/people/{accountId}");

    public Uri PaperlessTest(Guid accountId, string secret) =>
        new(PublicUrl, $"/my/notices/{accountId}/paperless?key={secret}");

    public Uri Copies(string secret) => new(PublicUrl, $"/signin/copies?key={secret}");

    public Uri ConfirmNewEmail(string secret) => new(PublicUrl, $"/my/details/confirm?key={secret}");

    public Uri UndoEmail(string secret) => new(PublicUrl, $"/signin/undo?key={secret}");

    public Uri Confirm(string secret) => new(PublicUrl, $"/signin/confirm?key={secret}");

    public Uri Enroll(string secret) => new(PublicUrl, $"/signin/enroll?key={secret}");

    /// <summary>The form for asking without signing in.</summary>
    public Uri Ask(AskingPurpose purpose, string secret) =>
        new(PublicUrl, $"/ask/{(purpose == AskingPurpose.Start ? "start" : "write")}?key={secret}");

    public Uri Reset(string secret) => new(PublicUrl, $"/signin/reset?key={secret}");
}
