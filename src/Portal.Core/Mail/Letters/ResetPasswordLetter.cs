using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A link for choosing a new password.</summary>
/// <param name="Reset">Works once, for an hour.</param>
public sealed record ResetPasswordLetter(string Name, Uri Reset) : ILetter
{
    public string Kind => "reset_password";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "ResetPassword_Subject"),
        Greeting(culture, Name),
        Say(culture, "ResetPassword_Lead"),
        Letter.Link(Say(culture, "ResetPassword_Link"), Reset),
        Say(culture, "ResetPassword_Life"),
        Say(culture, "ResetPassword_NotYou"));
}
