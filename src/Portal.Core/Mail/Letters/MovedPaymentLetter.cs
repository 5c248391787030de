using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// A payment was put on the wrong account and moved: to whoever had it by mistake, and to whoever it is of.
/// </summary>
/// <param name="Came">True for the account that it was meant for.</param>
/// <param name="PaidOn">City day on which it counts.</param>
/// <param name="Due">Asked for on the account now.</param>
/// <param name="Page">Where to see it.</param>
public sealed record MovedPaymentLetter(
    NoticeAddress To, bool Came, Usd Amount, DateOnly PaidOn, Usd Due, Uri Page) : ILetter
{
    public string Kind => "payment_moved";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, Came ? "MovedTo_Subject" : "MovedFrom_Subject", Amount, To.MaskedNumber),
        [
            Greeting(culture, To.Name),
            Say(culture, Came ? "MovedTo_Lead" : "MovedFrom_Lead", Amount, Day(culture, PaidOn), To.MaskedNumber,
                To.ServiceAddress),
            Due.IsPositive ? Say(culture, "Moved_Due", Due)
                : Due.IsZero ? Say(culture, "Moved_NothingDue") : Say(culture, "Moved_Credit", -Due),
            Letter.Link(Say(culture, "Moved_Link"), Page),
            Say(culture, "Moved_Contact"),
        ]);
}
