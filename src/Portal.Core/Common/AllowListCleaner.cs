using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Portal.Core.Common;

/// <summary>
/// An allow-list over AngleSharp. The parsed tree is never written back as it is: the output is built anew from allowed
/// elements, without any attribute but a link's address, and from encoded text, so that no trick of parsing twice can
/// bring a tag to life. Foreign content (svg, math), raw text (script, style, title, …) and templates go with all that
/// is in them.
/// </summary>
public sealed class AllowListCleaner : IHtmlCleaner
{
    private static readonly HashSet<string> Kept =
    [
        "a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "s", "strong", "sub", "sup", "u", "ul",
    ];

    private static readonly HashSet<string> DroppedWhole =
    [
        "applet", "audio", "canvas", "embed", "frame", "frameset", "head", "iframe", "listing", "math", "noembed",
        "noframes", "noscript", "object", "option", "plaintext", "script", "select", "style", "svg", "template",
        "textarea", "title", "video", "xmp",
    ];

    private static readonly string[] Schemes = ["https", "http", "mailto"];

    private static readonly HtmlParserOptions Options = new() { IsScripting = true };

    /// <summary>Readings after which text is all that is kept: what still changes then is up to something.</summary>
    private const int MostPasses = 4;

    public string Clean(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var before = html;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var after = Rebuild(before);
            if (after == before) { return after; }

            before = after;
        }

        return Encode(Parse(before).TextContent);
    }

    private static IElement Parse(string html) => new HtmlParser(Options).ParseDocument(html).Body!;

    /// <summary>Walks without recursion: strangers choose how deep it goes.</summary>
    private static string Rebuild(string html)
    {
        var output = new StringBuilder();
        var ahead = new Stack<(INode? Node, string? Close)>();
        var openLinks = 0;
        void Push(INode parent)
        {
            for (var i = parent.ChildNodes.Length - 1; i >= 0; i--) { ahead.Push((parent.ChildNodes[i], null)); }
        }

        Push(Parse(html));
        while (ahead.TryPop(out var next))
        {
            if (next.Close is { } close)
            {
                output.Append(close);
                openLinks -= close == "</a>" ? 1 : 0;
                continue;
            }

            switch (next.Node)
            {
                case IText text:
                    output.Append(Encode(text.Data));
                    break;
                case IElement element when IsDropped(element):
                    break;
                case IElement element:
                    var name = element.LocalName;
                    var link = name == "a" && openLinks == 0 ? AddressOf(element) : null;
                    if (name == "br") { output.Append("<br>"); }
                    else if (Kept.Contains(name) && (name != "a" || link is not null))
                    {
                        openLinks += link is null ? 0 : 1;
                        output.Append(link is null ? $"<{name}>"
                            : $"<a href=\"{Encode(link, inQuotes: true)}\" rel=\"noopener noreferrer nofollow\">");
                        ahead.Push((null, $"</{name}>"));
                    }

                    Push(element);
                    break;
            }
        }

        return output.ToString();
    }

    private static bool IsDropped(IElement element) =>
        element.NamespaceUri != "http://www.w3.org/1999/xhtml" || DroppedWhole.Contains(element.LocalName);

    /// <summary>A whole address of an allowed kind; null for any other, script and relative ones among them.</summary>
    private static string? AddressOf(IElement element) =>
        element.GetAttribute("href") is { } typed && !typed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(typed, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme)
        && typed.StartsWith($"{address.Scheme}:", StringComparison.OrdinalIgnoreCase)
            ? typed
            : null;

    /// <param name="inQuotes">Within an attribute's quotes.</param>
    private static string Encode(string text, bool inQuotes = false)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' when inQuotes => encoded.Append("&quot;"),
                '\'' when inQuotes => encoded.Append("&#39;"),
                '`' when inQuotes => encoded.Append("&#96;"),
                '\0' => encoded,
                _ => encoded.Append(c),
            };
        }

        return encoded.ToString();
    }
}
