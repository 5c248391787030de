using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// Shows that an address belongs to whoever registered it. It greets nobody by name: until then anybody may have typed
/// both, and the city's mail must not carry their words to a stranger.
/// </summary>
/// <param name="Confirm">Works once; the password is asked for there.</param>
public sealed record VerifyEmailLetter(Uri Confirm) : ILetter
{
    public string Kind => "verify_email";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "VerifyEmail_Subject"),
        Greeting(culture, null),
        Say(culture, "VerifyEmail_Lead"),
        Letter.Link(Say(culture, "VerifyEmail_Link"), Confirm),
        Say(culture, "VerifyEmail_Life"),
        Say(culture, "VerifyEmail_NotYou"));
}
