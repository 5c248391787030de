using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A new password was asked for at an address without a sign-in.</summary>
public sealed record NoSignInLetter(string Email, Uri Register) : ILetter
{
    public string Kind => "no_sign_in";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "NoSignIn_Subject"),
        Greeting(culture, null),
        Say(culture, "NoSignIn_Lead", Email),
        Letter.Link(Say(culture, "NoSignIn_Link"), Register),
        Say(culture, "NoSignIn_NotYou"));
}
