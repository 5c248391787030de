using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// On paper alone: an account has a new PIN, because somebody else may have read the old one. Whoever posts it writes
/// the PIN in, for which a look at it is recorded: no task holds a PIN.
/// </summary>
/// <param name="Copies">Who was to get copies of reminders and does not any more.</param>
public sealed record NewPinLetter(
    string Name, string MaskedNumber, string ServiceAddress, IReadOnlyList<string> Copies) : ILetter
{
    public string Kind => "new_pin";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "NewPin_Subject"),
        Greeting(culture, Name),
        Say(culture, "NewPin_Lead", MaskedNumber, ServiceAddress),
        Say(culture, "NewPin_Pin"),
        Say(culture, "NewPin_Why"),
        Copies.Count == 0 ? "" : Say(culture, "NewPin_Copies", string.Join(", ", Copies)));
}
