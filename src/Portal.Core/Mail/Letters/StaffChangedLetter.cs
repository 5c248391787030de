using System.Globalization;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Tells a member of staff that somebody changed what they may do.</summary>
/// <param name="On">City day of the change.</param>
/// <param name="Roles">What they are from now on.</param>
public sealed record StaffChangedLetter(
    string Name, StaffChangeKind Change, DateOnly On, IReadOnlyList<StaffRole> Roles) : ILetter
{
    public string Kind => "staff_changed";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "StaffChanged_Subject"),
        Greeting(culture, Name),
        Say(culture, $"StaffChanged_{Change}", Day(culture, On)),
        Say(culture, "StaffChanged_Roles", string.Join(", ", Roles.Select(r => Say(culture, $"Role_{r}")))),
        Say(culture, "StaffChanged_NotExpected"));
}
