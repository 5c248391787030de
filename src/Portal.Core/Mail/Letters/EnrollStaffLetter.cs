using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>The first sign-in of a new member of staff.</summary>
/// <param name="Enroll">Works once: password and authenticator app are set up there.</param>
public sealed record EnrollStaffLetter(string Name, Uri Enroll) : ILetter
{
    public string Kind => "enroll_staff";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "EnrollStaff_Subject"),
        Greeting(culture, Name),
        Say(culture, "EnrollStaff_Lead"),
        Letter.Link(Say(culture, "EnrollStaff_Link"), Enroll),
        Say(culture, "EnrollStaff_Life"),
        Say(culture, "EnrollStaff_NotYou"));
}
