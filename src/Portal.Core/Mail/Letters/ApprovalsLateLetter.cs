using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells a member of staff that what they could decide has waited too long. It names no customer.</summary>
/// <param name="Count">How many matters became overdue.</param>
/// <param name="Since">The day since which the oldest of them waits.</param>
/// <param name="Inbox">Where they are listed.</param>
public sealed record ApprovalsLateLetter(string Name, int Count, DateOnly Since, Uri Inbox) : ILetter
{
    public string Kind => "approvals_late";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "ApprovalsLate_Subject"),
        Greeting(culture, Name),
        Say(culture, Count == 1 ? "ApprovalsLate_One" : "ApprovalsLate_Many", Count, Day(culture, Since)),
        Letter.Link(Say(culture, "ApprovalsLate_Link"), Inbox),
        Say(culture, "ApprovalsLate_Once"));
}
