using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A bank debit failed: nothing was taken, and what is owed has not changed.</summary>
/// <param name="StartedOn">City day on which the payer had confirmed it.</param>
/// <param name="PayPage">Where to pay another way.</param>
public sealed record PaymentNotTakenLetter(string? Name, Usd Amount, DateOnly StartedOn, Uri PayPage) : ILetter
{
    public string Kind => "payment_not_taken";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "NotTaken_Subject", Amount),
        Greeting(culture, Name),
        Say(culture, "NotTaken_Lead", Amount, Day(culture, StartedOn)),
        Say(culture, "NotTaken_Next"),
        Letter.Link(Say(culture, "NotTaken_Link"), PayPage),
        Say(culture, "NotTaken_Help"));
}
