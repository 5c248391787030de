using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// A contact address was taken back by the old one. To the address that lost its place it names nobody, for it may be a
/// stranger's; to the resident who had asked for it, it says what to do.
/// </summary>
/// <param name="Name">Of the resident; null for the displaced address.</param>
/// <param name="Security">Where the resident sees who was in their sign-in; null for the displaced address.</param>
public sealed record EmailUndoneLetter(string? Name, DateOnly On, Uri? Security) : ILetter
{
    public string Kind => "email_undone";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "EmailUndone_Subject"),
        Greeting(culture, Name),
        Say(culture, Security is null ? "EmailUndone_Displaced" : "EmailUndone_Asked", Day(culture, On)),
        Say(culture, Security is null ? "EmailUndone_DisplacedNext" : "EmailUndone_AskedNext"),
        Security is null ? "" : Letter.Link(Say(culture, "EmailUndone_Link"), Security));
}
