using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A copy of a reminder or shut-off notice, for somebody whom the customer named and who agreed.</summary>
/// <param name="Original">As the customer gets it.</param>
public sealed record ThirdPartyCopyLetter(string CustomerName, ILetter Original) : ILetter
{
    public string Kind => "third_party_copy";

    public Letter Write(CultureInfo culture)
    {
        var original = Original.Write(culture);
        return Letter.Of(
            Say(culture, "ThirdPartyCopy_Subject", original.Subject),
            [
                Say(culture, "ThirdPartyCopy_Lead", CustomerName),
                Say(culture, "ThirdPartyCopy_Owes"),
                .. original.Text.Split("\n\n"),
            ]);
    }
}
