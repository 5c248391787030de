using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>An account was opened for somebody new, or service of an account went to another place.</summary>
/// <param name="IsNew">False when the account went on from another place.</param>
/// <param name="Number">Whole: it is needed to sign up and to pay.</param>
/// <param name="Place">Where service is now.</param>
/// <param name="StartsOn">First day served there.</param>
/// <param name="Deposit">Asked for; null when none is.</param>
public sealed record AccountServedLetter(
    NoticeAddress To, bool IsNew, string Number, string Place, DateOnly StartsOn, Usd? Deposit, Uri Page) : ILetter
{
    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => IsNew ? "account_opened" : "service_transferred";

    public Letter Write(CultureInfo culture)
    {
        var key = IsNew ? "Opened" : "Transferred";
        return Letter.Of(
            Say(culture, $"{key}_Subject", Place),
            [
                Greeting(culture, To.Name),
                Say(culture, $"{key}_Lead", Place, Day(culture, StartsOn), Number),
                .. Deposit is { } deposit ? new[] { Say(culture, "Opened_Deposit", deposit) } : [],
                Say(culture, $"{key}_Next"),
                Letter.Link(Say(culture, "Opened_Link"), Page),
                Say(culture, "Opened_Contact"),
            ]);
    }
}
