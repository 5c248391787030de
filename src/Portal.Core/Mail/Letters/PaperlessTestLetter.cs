using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A mail that shows that its reader can read ours, before they give up paper bills.</summary>
/// <param name="Opened">Says so, for who asked, when they are signed in.</param>
public sealed record PaperlessTestLetter(string Name, Uri Opened) : ILetter
{
    public string Kind => "paperless_test";

    public bool HoldsSecret => true;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "PaperlessTest_Subject"),
        Greeting(culture, Name),
        Say(culture, "PaperlessTest_Lead"),
        Letter.Link(Say(culture, "PaperlessTest_Link"), Opened),
        Say(culture, "PaperlessTest_NotYou"));
}
