using System.Globalization;
using Portal.Core.Accounts;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// Somebody is asked into an account. The address may be mistyped: it says whose account by the name the office keeps,
/// and neither number nor place. It carries no words that the inviter typed, and its link opens nothing by itself.
/// </summary>
public sealed record InvitedLetter(
    string CustomerName, AccountLevel Level, DateOnly Until, Uri Invitations, Uri Register) : ILetter
{
    public string Kind => "invited";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "Invited_Subject"),
        Greeting(culture, null),
        Say(culture, "Invited_Lead", CustomerName),
        Say(culture, $"Invited_{Level}"),
        Say(culture, "Invited_How", Day(culture, Until)),
        Letter.Link(Say(culture, "Invited_Link"), Invitations),
        Letter.Link(Say(culture, "Invited_Register"), Register),
        Say(culture, "Invited_Unknown"));
}
