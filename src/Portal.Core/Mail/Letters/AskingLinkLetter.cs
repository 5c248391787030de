using System.Globalization;
using Portal.Core.Requests.Strangers;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// Carries the link to a form for asking without signing in. It holds nothing that the asker typed: anybody can type
/// anybody's address.
/// </summary>
public sealed record AskingLinkLetter(AskingPurpose Purpose, Uri Form) : ILetter
{
    public string Kind => "asking_link";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"AskingLink_Subject_{Purpose}"),
        Greeting(culture, null),
        Say(culture, $"AskingLink_Lead_{Purpose}"),
        Letter.Link(Say(culture, "AskingLink_Link"), Form),
        Say(culture, "AskingLink_NotYou"));
}
