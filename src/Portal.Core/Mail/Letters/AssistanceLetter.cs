using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>The relief fund paid a part of what was owed, or that was taken back.</summary>
/// <param name="Fund">The fund's name, in the reader's language.</param>
/// <param name="Page">Lists the account's payments after signing in.</param>
public sealed record AssistanceLetter(NoticeAddress To, string Fund, Usd Amount, bool IsTakenBack, Uri Page) : ILetter
{
    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => IsTakenBack ? "assistance_taken_back" : "assistance_granted";

    public Letter Write(CultureInfo culture)
    {
        var news = IsTakenBack ? "AssistanceBack" : "AssistanceGranted";
        return Letter.Of(
            Say(culture, $"{news}_Subject", Amount, To.MaskedNumber),
            Greeting(culture, To.Name),
            Say(culture, $"{news}_Lead", Fund, Amount, To.MaskedNumber, To.ServiceAddress),
            Say(culture, $"{news}_Next"),
            Letter.Link(Say(culture, "Assistance_Link"), Page));
    }
}
