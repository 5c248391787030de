using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A refund is on its way, or came back.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="RequestsPage">Shows what the customer asked after signing in.</param>
public sealed record RefundLetter(
    RefundLetter.News Of, string Name, string MaskedNumber, string ServiceAddress, Usd Amount, Uri RequestsPage)
    : ILetter
{
    public enum News
    {
        Issued,
        CameBack,
    }

    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => Of == News.Issued ? "refund_issued" : "refund_came_back";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"Refund{Of}_Subject", Amount, MaskedNumber),
        Greeting(culture, Name),
        Say(culture, $"Refund{Of}_Lead", Amount, MaskedNumber, ServiceAddress),
        Say(culture, $"Refund{Of}_Next"),
        Letter.Link(Say(culture, "Refund_Link"), RequestsPage));
}
