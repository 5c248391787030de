using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Web.Tests.Words;

/// <summary>Every sentence exists in both languages and fills the same places.</summary>
public sealed partial class WordsTests
{
    public static TheoryData<string> Books()
    {
        var books = new TheoryData<string>();
        foreach (var project in new[] { "Portal.Core", "Portal.Web" })
        {
            var words = Path.Combine(PortalSite.Root, "src", project, "Words");
            foreach (var file in Directory.GetFiles(words, "*.resx").Order(StringComparer.Ordinal))
            {
                if (!file.EndsWith(".es.resx", StringComparison.Ordinal))
                {
                    books.Add(Path.GetRelativePath(PortalSite.Root, file));
                }
            }
        }

        return books;
    }

    [Theory]
    [MemberData(nameof(Books))]
    public void Both_languages_have_the_same_sentences(string book)
    {
        var english = Read(book);
        var spanish = Read(book.Replace(".resx", ".es.resx", StringComparison.Ordinal));

        Assert.Empty(english.Keys.Except(spanish.Keys).Select(key => $"{key} is missing in Spanish"));
        Assert.Empty(spanish.Keys.Except(english.Keys).Select(key => $"{key} is missing in English"));
    }

    [Theory]
    [MemberData(nameof(Books))]
    public void Both_languages_fill_the_same_places(string book)
    {
        var english = Read(book);
        var spanish = Read(book.Replace(".resx", ".es.resx", StringComparison.Ordinal));

        Assert.Empty(
            from sentence in english
            let here = Places(sentence.Value)
            let there = Places(spanish.GetValueOrDefault(sentence.Key, ""))
            where here != there
            select $"{sentence.Key}: English has {here}, Spanish has {there}");
    }

    [Theory]
    [MemberData(nameof(Books))]
    public void No_sentence_is_empty_or_scolds(string book)
    {
        var files = new[] { book, book.Replace(".resx", ".es.resx", StringComparison.Ordinal) };

        Assert.Empty(
            from file in files
            from sentence in Read(file)
            where sentence.Value.Trim().Length == 0 || Unkind().IsMatch(sentence.Value)
            select $"{file}: {sentence.Key}: {sentence.Value}");
    }

    [Fact]
    public void Every_sentence_a_page_names_is_in_its_book()
    {
        var shared = Read("src/Portal.Web/Words/Shared.resx");
        var pages = Directory.GetFiles(
            Path.Combine(PortalSite.Root, "src/Portal.Web/Pages"), "*.cshtml", SearchOption.AllDirectories);

        Assert.Empty(
            from page in pages
            from Match named in SharedSentence().Matches(File.ReadAllText(page))
            where !shared.ContainsKey(named.Groups[1].Value)
            select $"{Path.GetFileName(page)} names {named.Groups[1].Value}");
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(Path.Combine(PortalSite.Root, file)).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static string Places(string sentence) => string.Join(
        ' ', Place().Matches(sentence).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(please|invalid|error occurred|por favor|inválid[oa])\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unkind();

    [GeneratedRegex(@"@?Shared\[""([A-Za-z0-9_]+)""")]
    private static partial Regex SharedSentence();
}
