using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A bank debit is on its way: nothing is credited yet (practice.md §1.6).</summary>
/// <param name="StartedOn">City day on which the payer confirmed it.</param>
/// <param name="StatusPage">Tells whoever may see it how the payment is doing.</param>
public sealed record BankPaymentStartedLetter(string? Name, Usd Amount, DateOnly StartedOn, Uri StatusPage) : ILetter
{
    public string Kind => "bank_payment_started";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "Started_Subject", Amount),
        Greeting(culture, Name),
        Say(culture, "Started_Lead", Day(culture, StartedOn), Amount),
        Say(culture, "Started_NotYet"),
        Say(culture, "Started_DoNothing"),
        Letter.Link(Say(culture, "Started_Link"), StatusPage));
}
