using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Portal.Core.Common;

namespace Portal.Core.Notices;

/// <summary>
/// A letter's words as they are kept: one page in UTF-8, without the city's frame. Mail, paper and the page that shows
/// it again are all made from these bytes, and the SHA-256 is theirs. There is none whose page was not cleaned.
/// </summary>
public sealed record FrozenLetter
{
    private FrozenLetter(string language, string subject, string html) =>
        (Language, Subject, Html) = (language, subject, html);

    public string Language { get; }

    public string Subject { get; }

    /// <summary>Of the body, cleaned.</summary>
    public string Html { get; }

    /// <summary>Makes it of a template's parts, cleaned; written as it will be read again.</summary>
    internal static FrozenLetter Of(
        string language, string subject, IReadOnlyList<NoticePart> parts, IHtmlCleaner cleaner) =>
        From(new FrozenLetter(language, subject, cleaner.Clean(NoticeText.Html(parts)).Trim()).Bytes());

    /// <summary>The kept page.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(
        $"<!doctype html>\n<html lang=\"{Language}\">\n<head><meta charset=\"utf-8\"><title>"
        + $"{HtmlEncoder.Default.Encode(Subject)}</title></head>\n<body>\n{Html}\n</body>\n</html>\n");

    /// <summary>Of the kept page.</summary>
    public static byte[] HashOf(byte[] content) => SHA256.HashData(content);

    /// <summary>Reads a kept page.</summary>
    public static FrozenLetter From(byte[] content)
    {
        var page = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(content));
        return new(page.DocumentElement.GetAttribute("lang") ?? "en", page.Title ?? "", page.Body!.InnerHtml.Trim());
    }

    /// <summary>As plain words: blank lines between paragraphs, a dash before each line of a list.</summary>
    public string Text() => string.Join("\n\n", Lines().Select(line => line.Words));

    /// <summary>Its paragraphs in order, as they are set on paper.</summary>
    internal IReadOnlyList<FrozenLine> Lines()
    {
        var body = new HtmlParser().ParseDocument($"<body>{Html}").Body!;
        return [.. body.QuerySelectorAll("p, li").Select(LineOf).Where(l => l.Words.Length > 0)];
    }

    private static FrozenLine LineOf(IElement element)
    {
        var words = new StringBuilder();
        Say(element, words);
        var said = string.Join('\n', words.ToString().Split('\n').Select(l => l.Trim())).Trim();
        var isHeading = element.LocalName == "p" && element.ChildElementCount == 1
            && element.FirstElementChild!.LocalName == "strong"
            && element.FirstElementChild.TextContent.Trim() == element.TextContent.Trim();
        var mark = element.LocalName != "li" ? "" : element.ParentElement?.LocalName == "ol"
            ? $"{element.ParentElement.Children.Index(element) + 1}. "
            : "- ";
        return new(mark + said, isHeading, mark.Length > 0);
    }

    private static void Say(INode node, StringBuilder words)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText text:
                    words.Append(text.Data.ReplaceLineEndings(" "));
                    break;
                case IElement { LocalName: "br" }:
                    words.Append('\n');
                    break;
                case IElement { LocalName: "a" } link
                    when link.GetAttribute("href") is { } to && to != link.TextContent:
                    words.Append(link.TextContent).Append(": ").Append(to);
                    break;
                default:
                    Say(child, words);
                    break;
            }
        }
    }
}

/// <summary>A paragraph of a letter as it is set on paper.</summary>
internal sealed record FrozenLine(string Words, bool IsHeading, bool IsInList);
