using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// Asks somebody whether they want copies of a customer's reminders. It names the customer as the office does and
/// nothing of the account, and carries no words that the customer typed.
/// </summary>
/// <param name="Answer">Where they agree, or end it later.</param>
public sealed record ThirdPartyAskedLetter(string CustomerName, Uri Answer) : ILetter
{
    public string Kind => "third_party_asked";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "ThirdPartyAsked_Subject"),
        Greeting(culture, null),
        Say(culture, "ThirdPartyAsked_Lead", CustomerName),
        Say(culture, "ThirdPartyAsked_Owes"),
        Letter.Link(Say(culture, "ThirdPartyAsked_Link"), Answer),
        Say(culture, "ThirdPartyAsked_Nothing"));
}
