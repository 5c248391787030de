using System.Text.Json;
using AngleSharp.Html.Parser;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Words as typed, shown.</summary>
public sealed class RichTextTests
{
    private static readonly RichText Rich = new(new AllowListCleaner());

    [Theory]
    [InlineData("One\nTwo\n\nThree", "<p>One<br>Two</p><p>Three</p>")]
    [InlineData("- a\n- b", "<ul><li>a</li><li>b</li></ul>")]
    [InlineData("- alone", "<p>- alone</p>")]
    [InlineData("this is **bold**, 2 ** 3", "<p>this is <strong>bold</strong>, 2 ** 3</p>")]
    [InlineData("see https://example.gov/a?b=1&c=2.",
        "<p>see <a href=\"https://example.gov/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\">"
        + "https://example.gov/a?b=1&amp;c=2</a>.</p>")]
    [InlineData("<script>alert('x')</script>", "<p>&lt;script&gt;alert('x')&lt;/script&gt;</p>")]
    [InlineData("https://x.gov/\"onmouseover=\"alert(1)", "<p><a href=\"https://x.gov/\" "
        + "rel=\"noopener noreferrer nofollow\">https://x.gov/</a>\"onmouseover=\"alert(1)</p>")]
    public void Is_shown_as(string typed, string html) => Assert.Equal(html, Rich.ToHtml(RichText.Plain(typed)));

    [SharedDataFact("xss/naughty-strings.json")]
    public void Whatever_is_typed_is_read_again() => Assert.All(
        JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.Path("xss/naughty-strings.json")))!,
        typed =>
        {
            var plain = RichText.Plain(typed);

            var shown = new HtmlParser().ParseDocument(Rich.ToHtml(plain)).Body!.TextContent;

            Assert.Equal(Squeezed(plain), Squeezed(shown));
        });

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
