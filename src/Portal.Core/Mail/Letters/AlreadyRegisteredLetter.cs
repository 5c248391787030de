using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Someone registered with an address that has a sign-in; only its owner learns that.</summary>
public sealed record AlreadyRegisteredLetter(string Name, Uri SignIn, Uri Forgot) : ILetter
{
    public string Kind => "already_registered";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "AlreadyRegistered_Subject"),
        Greeting(culture, Name),
        Say(culture, "AlreadyRegistered_Lead"),
        Letter.Link(Say(culture, "AlreadyRegistered_SignIn"), SignIn),
        Letter.Link(Say(culture, "AlreadyRegistered_Forgot"), Forgot),
        Say(culture, "AlreadyRegistered_NotYou"));
}
