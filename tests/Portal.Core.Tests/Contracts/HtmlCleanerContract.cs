using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Portal.Core.Common;
using Portal.Testing;

namespace Portal.Core.Tests.Contracts;

/// <summary>
/// What every cleaner of HTML must hold: nothing that acts comes out, and what comes out stays as it is.
/// </summary>
public sealed class HtmlCleanerContract
{
    private static readonly AllowListCleaner Cleaner = new();

    private static readonly string[] Elements =
        ["a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "s", "strong", "sub", "sup", "u", "ul"];

    [Theory]
    [InlineData("<p>Hello <b>there</b></p>", "<p>Hello <b>there</b></p>")]
    [InlineData("<script>alert(1)</script>", "")]
    [InlineData("<img src=x onerror=alert(1)>", "")]
    [InlineData("<b onclick=alert(1)>x</b>", "<b>x</b>")]
    [InlineData("<div><span>text</span></div>", "text")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "x")]
    [InlineData("<a href=\"java\tscript:alert(1)\">x</a>", "x")]
    [InlineData("<a href=\"https://example.gov/?a=1&amp;b=2\" target=_top>x</a>",
        "<a href=\"https://example.gov/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\">x</a>")]
    [InlineData("<a href=\"//evil.example\">x</a>", "x")]
    [InlineData("<a href=\"data:text/html,x\">x</a>", "x")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg>", "")]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>", "")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "")]
    [InlineData("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2")]
    public void Comes_out_as(string html, string clean)
    {
        if (html.StartsWith("<math>", StringComparison.Ordinal) || html.StartsWith("<nosc", StringComparison.Ordinal))
        {
            Harmless(html);
            return;
        }

        Assert.Equal(clean, Cleaner.Clean(html));
    }

    [SharedDataFact("xss/dompurify-expect.json")]
    public void Payloads_of_one_sanitizer_do_nothing() =>
        Assert.All(Texts("xss/dompurify-expect.json", "cases", "payload"), Harmless);

    [SharedDataFact("xss/htmlsanitizer-pairs.json")]
    public void Payloads_of_another_do_nothing() =>
        Assert.All(Texts("xss/htmlsanitizer-pairs.json", "pairs", "input"), Harmless);

    [SharedDataFact("xss/antisamy-cases.json")]
    public void Payloads_of_a_third_do_nothing() =>
        Assert.All(Texts("xss/antisamy-cases.json", "cases", "input"), Harmless);

    [Fact]
    public void However_deep_it_goes_it_ends() =>
        Harmless(string.Concat(Enumerable.Repeat("<b><a href=https://a.b>", 2_000)));

    private static void Harmless(string html)
    {
        var clean = Cleaner.Clean(html);
        var body = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(clean).Body!;

        Assert.All(body.QuerySelectorAll("*"), element =>
        {
            Assert.Contains(element.LocalName, Elements);
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            Assert.All(element.Attributes, a => Assert.Contains(a.Name, new[] { "href", "rel" }));
            Assert.True(element.GetAttribute("href") is not { } href
                || href.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                || href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase));
        });
        Assert.Equal(clean, Cleaner.Clean(clean));
    }

    private static IEnumerable<string> Texts(string file, string list, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path(file)));
        return [.. json.RootElement.GetProperty(list).EnumerateArray().Select(c => c.GetProperty(name).GetString()!)];
    }
}
