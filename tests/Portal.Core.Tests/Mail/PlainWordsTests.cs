using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Notices;
using Portal.Core.Tests.Naughty;

namespace Portal.Core.Tests.Mail;

/// <summary>Letters that events send are as plain as those of templates: grade 8 or below (decision 70).</summary>
public sealed partial class PlainWordsTests
{
    public static IEnumerable<object[]> Letters =>
        from type in typeof(ILetter).Assembly.GetTypes()
        where typeof(ILetter).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }
            && type != typeof(NoticeLetter)
        orderby type.Name
        from language in new[] { "en", "es" }
        select new object[] { type.Name, language };

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_letter_is_plain(string name, string language)
    {
        var type = typeof(ILetter).Assembly.GetTypes()
            .Single(t => t.Name == name && typeof(ILetter).IsAssignableFrom(t));

        var letter = ((ILetter)Made.Of(type, "Rosa", NaughtyWordsTests.Codes)).Write(
            CultureInfo.GetCultureInfo($"{language}-US"));

        // Labels with their figures, names and addresses of pages are facts, not sentences.
        var words = string.Join('\n', letter.Text.Split('\n').Where(l => SentenceEnd().IsMatch(l.Trim())));
        Assert.True(
            words.Length == 0 || Readability.IsPlain(language, words),
            $"{(language == "es" ? Readability.Ease(words) : Readability.Grade(words))}: {words}");
    }

    [GeneratedRegex(@"^[^:]*[.!?]$")]
    private static partial Regex SentenceEnd();
}
