using System.Globalization;
using Portal.Core.Accounts.Contacts;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells a customer which of their details changed; what it is now stays out of the mail.</summary>
/// <param name="On">City day of the change.</param>
/// <param name="Page">Shows the details after signing in.</param>
public sealed record DetailsChangedLetter(string Name, ContactPart What, DateOnly On, Uri Page) : ILetter
{
    public string Kind => "details_changed";

    public Letter Write(CultureInfo culture)
    {
        var what = Say(culture, $"Detail_{What}");
        return Letter.Of(
            Say(culture, "DetailsChanged_Subject", what),
            Greeting(culture, Name),
            Say(culture, "DetailsChanged_Lead", Day(culture, On), what),
            Say(culture, "DetailsChanged_Known"),
            Say(culture, "DetailsChanged_NotYou"),
            Letter.Link(Say(culture, "DetailsChanged_Link"), Page));
    }
}
