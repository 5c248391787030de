using System.Globalization;
using Portal.Core.Accounts.Contacts;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells the old address that another one took its place, with the way to take that back.</summary>
/// <param name="Until">Last city day on which the link works.</param>
/// <param name="Undo">Works once.</param>
public sealed record EmailChangedLetter(
    string Name, EmailChangeKind What, DateOnly On, DateOnly Until, Uri Undo) : ILetter
{
    public string Kind => "email_changed";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"EmailChanged_{What}_Subject"),
        Greeting(culture, Name),
        Say(culture, $"EmailChanged_{What}_Lead", Day(culture, On)),
        Say(culture, "EmailChanged_Known"),
        Say(culture, "EmailChanged_NotYou", Day(culture, Until)),
        Letter.Link(Say(culture, "EmailChanged_Undo"), Undo));
}
