using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A security deposit was demanded, taken or given back.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Amount">Of one given back, with its interest.</param>
/// <param name="DepositPage">Shows the customer's deposits after signing in.</param>
public sealed record DepositLetter(
    DepositLetter.News Of, string Name, string MaskedNumber, string ServiceAddress, Usd Amount, Uri DepositPage)
    : ILetter
{
    public enum News
    {
        Demanded,
        Taken,
        Returned,
    }

    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => Of switch
    {
        News.Demanded => "deposit_demanded",
        News.Taken => "deposit_taken",
        _ => "deposit_returned",
    };

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"Deposit{Of}_Subject", Amount, MaskedNumber),
        Greeting(culture, Name),
        Say(culture, $"Deposit{Of}_Lead", Amount, MaskedNumber, ServiceAddress),
        Say(culture, $"Deposit{Of}_Next"),
        Letter.Link(Say(culture, "Deposit_Link"), DepositPage));
}
