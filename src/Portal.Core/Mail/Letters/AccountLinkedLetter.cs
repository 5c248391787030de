using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells an account's contact on file that somebody may see and pay it online.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="On">City day of the link.</param>
public sealed record AccountLinkedLetter(string Name, string MaskedNumber, DateOnly On) : ILetter
{
    public string Kind => "account_linked";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "AccountLinked_Subject", MaskedNumber),
        Greeting(culture, Name),
        Say(culture, "AccountLinked_Lead", Day(culture, On), MaskedNumber),
        Say(culture, "AccountLinked_NotYou"));
}
