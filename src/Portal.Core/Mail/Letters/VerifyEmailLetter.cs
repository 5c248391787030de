using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Shows that an address belongs to whoever registered it.</summary>
/// <param name="Confirm">Works once; the password is asked for there.</param>
public sealed record VerifyEmailLetter(string Name, Uri Confirm) : ILetter
{
    public string Kind => "verify_email";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "VerifyEmail_Subject"),
        Greeting(culture, Name),
        Say(culture, "VerifyEmail_Lead"),
        Letter.Link(Say(culture, "VerifyEmail_Link"), Confirm),
        Say(culture, "VerifyEmail_Life"),
        Say(culture, "VerifyEmail_NotYou"));
}
