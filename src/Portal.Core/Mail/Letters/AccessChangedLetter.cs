using System.Globalization;
using Portal.Core.Accounts;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells an account's contact, and who it is about, that a person's access began, changed or ended.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Email">Whose access.</param>
/// <param name="People">Shows who has access, after signing in.</param>
public sealed record AccessChangedLetter(
    string Name, string MaskedNumber, string Email, AccessChangedLetter.News Of, AccountLevel Level, DateOnly On,
    Uri People) : ILetter
{
    public enum News
    {
        Given,
        Changed,
        Ended,
    }

    public string Kind => "access_changed";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"Access{Of}_Subject", MaskedNumber),
        Greeting(culture, Name),
        Say(culture, $"Access{Of}_Lead", Day(culture, On), Email, MaskedNumber),
        Of == News.Ended ? "" : Say(culture, $"AccessNow_{Level}"),
        Say(culture, "Access_NotYou"),
        Letter.Link(Say(culture, "Access_Link"), People));
}
