using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// Shows that a new address belongs to whoever typed it. It greets nobody and names no account: the address may have
/// been mistyped, and then a stranger reads it.
/// </summary>
/// <param name="Confirm">Works once, for the person who asked, when they are signed in.</param>
public sealed record ConfirmNewEmailLetter(Uri Confirm) : ILetter
{
    public string Kind => "confirm_new_email";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "ConfirmNewEmail_Subject"),
        Greeting(culture, null),
        Say(culture, "ConfirmNewEmail_Lead"),
        Letter.Link(Say(culture, "ConfirmNewEmail_Link"), Confirm),
        Say(culture, "ConfirmNewEmail_Life"),
        Say(culture, "ConfirmNewEmail_NotYou"));
}
