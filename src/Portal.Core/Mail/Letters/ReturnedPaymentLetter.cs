using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Money;
using Portal.Core.Payments.Returns;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// A payment came back: what, why, what it costs, how and by when to pay (domain.md §4.4). A card that is in dispute
/// costs nothing, and the letter says so.
/// </summary>
/// <param name="PaidOn">City day on which it had counted.</param>
/// <param name="Costs">What else it costs, and how the customer may pay from now.</param>
/// <param name="Due">Asked for on the account now.</param>
/// <param name="Until">The day by which the city asks to hear of it.</param>
/// <param name="Page">Where to pay.</param>
public sealed record ReturnedPaymentLetter(
    NoticeAddress To, DateOnly PaidOn, Usd Amount, ReturnReason Reason, TellOfReturn.Figures Costs, Usd Due,
    DateOnly Until, Uri Page) : ILetter
{
    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => "payment_returned";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "Returned_Subject", Amount, To.MaskedNumber),
        [
            Greeting(culture, To.Name),
            Say(culture, "Returned_Lead", Amount, Day(culture, PaidOn), To.MaskedNumber, To.ServiceAddress),
            Reason.In(culture),
            Letter.Table([.. Rows(culture)]),
            Due.IsPositive ? Say(culture, "Returned_Until", Due, Day(culture, Until)) : "",
            Costs.Refunded.IsPositive ? Say(culture, "Returned_Refunded", Costs.Refunded) : "",
            Costs.Restriction is not { } restriction ? Say(culture, "Returned_AnyWay")
                : Say(culture, $"Returned_{restriction.Kind}", Day(culture, restriction.EndsOn)),
            Letter.Link(Say(culture, "Returned_Link"), Page),
            Say(culture, "Returned_Contact"),
        ]);

    private IEnumerable<(string Label, string Value)> Rows(CultureInfo culture)
    {
        yield return (Say(culture, "Returned_Item"), $"{Amount}");
        if (Costs.Fee.IsPositive) { yield return (Say(culture, "Returned_Fee"), $"{Costs.Fee}"); }
        if (Costs.Late.IsPositive) { yield return (Say(culture, "Returned_Late"), $"{Costs.Late}"); }

        yield return (Say(culture, "Returned_Due"), $"{Usd.Max(Due, Usd.Zero)}");
    }
}
