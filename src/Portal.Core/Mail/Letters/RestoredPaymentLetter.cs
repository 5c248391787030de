using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A payment that was disputed stands again: the bank found for the city.</summary>
/// <param name="PaidOn">City day on which it counts, as before.</param>
/// <param name="Due">Asked for on the account now.</param>
/// <param name="Page">Where to see it.</param>
public sealed record RestoredPaymentLetter(
    NoticeAddress To, DateOnly PaidOn, Usd Amount, Usd Due, Uri Page) : ILetter
{
    public string Kind => "payment_restored";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "Restored_Subject", Amount, To.MaskedNumber),
        [
            Greeting(culture, To.Name),
            Say(culture, "Restored_Lead", Amount, Day(culture, PaidOn), To.MaskedNumber, To.ServiceAddress),
            Due.IsPositive ? Say(culture, "Moved_Due", Due)
                : Due.IsZero ? Say(culture, "Moved_NothingDue") : Say(culture, "Moved_Credit", -Due),
            Letter.Link(Say(culture, "Moved_Link"), Page),
            Say(culture, "Restored_Contact"),
        ]);
}
