using System.Globalization;
using Portal.Core.People;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells the owner of a sign-in what changed about it, whoever changed it.</summary>
/// <param name="On">City day of the change.</param>
public sealed record SecurityChangedLetter(
    string Name, SecurityChange Change, DateOnly On, Uri Security, Uri Forgot) : ILetter
{
    public string Kind => "security_changed";

    public Letter Write(CultureInfo culture)
    {
        var what = Say(culture, $"Change_{Change}");
        return Letter.Of(
            Say(culture, "SecurityChanged_Subject", what),
            Greeting(culture, Name),
            Say(culture, "SecurityChanged_Lead", Day(culture, On), what),
            Say(culture, "SecurityChanged_Known"),
            Say(culture, "SecurityChanged_NotYou"),
            Letter.Link(Say(culture, "SecurityChanged_Forgot"), Forgot),
            Letter.Link(Say(culture, "SecurityChanged_Security"), Security));
    }
}
