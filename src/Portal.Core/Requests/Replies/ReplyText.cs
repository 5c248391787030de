using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using MimeKit;

namespace Portal.Core.Requests.Replies;

/// <summary>
/// The words of an answer, and which of them are new: what stands above the line that our letters begin with, or else
/// what is not quoted, without a signature behind "-- ".
/// </summary>
public static partial class ReplyText
{
    private static readonly string[] Blocks =
        ["p", "div", "br", "li", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "pre", "ul", "ol", "hr"];

    /// <summary>All of a mail's words as plain text; of HTML what it shows.</summary>
    public static string Of(MimeMessage mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var (text, html) = (mail.TextBody, mail.HtmlBody);
        return RichText.Plain(string.IsNullOrWhiteSpace(text) && html is not null ? Shown(html) : text);
    }

    /// <summary>What its writer wrote; empty when that is nothing.</summary>
    public static string NewOf(string whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        var lines = whole.ReplaceLineEndings("\n").Split('\n');
        var marker = Array.FindIndex(lines, l => Marker().IsMatch(l));
        var above = Kept(marker < 0 ? lines : lines[..marker]);
        // Who writes below what they quote has nothing above the line.
        return above.Length > 0 || marker < 0 ? above : Kept(lines[(marker + 1)..]);
    }

    private static string Kept(string[] lines)
    {
        var kept = lines.TakeWhile(l => l.TrimEnd() != "--" && !Original().IsMatch(l))
            .Where(l => !l.StartsWith('>')).ToList();
        while (kept.Count > 0 && (kept[^1].Trim() == "" || Attribution().IsMatch(kept[^1])))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        // "On … <a@b>" and "wrote:" on two lines.
        var joined = string.Join('\n', kept);
        return AttributionOfTwo().Replace(joined, "").Trim();
    }

    private static string Shown(string html)
    {
        var words = new StringBuilder();
        using var document = new HtmlParser().ParseDocument(html);
        if (document.Body is { } body) { Walk(body, words); }

        return ManyBreaks().Replace(words.ToString(), "\n\n");
    }

    private static void Walk(INode top, StringBuilder words)
    {
        // Without recursion: a mail may nest deeper than a stack.
        var waiting = new Stack<(INode Node, bool IsEnd)>([(top, false)]);
        while (waiting.TryPop(out var next))
        {
            var name = (next.Node as IElement)?.LocalName;
            if (next.IsEnd || name == "br")
            {
                words.Append('\n');
            }
            else if (next.Node is IText text)
            {
                words.Append(Blanks().Replace(text.Data, " "));
            }
            else if (name is not ("script" or "style" or "head" or "title"))
            {
                if (name is not null && Blocks.Contains(name)) { waiting.Push((next.Node, true)); }

                foreach (var child in next.Node.ChildNodes.Reverse()) { waiting.Push((child, false)); }
            }
        }
    }

    [GeneratedRegex(@"##-[^#\n]{1,120}-##")]
    private static partial Regex Marker();

    [GeneratedRegex(
        @"^\s*(-{2,} ?(Original Message|Mensaje original|Forwarded message) ?-{2,}|_{20,})\s*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Original();

    [GeneratedRegex(@"^\s*(On|El|Am|Le)\b.{3,300}(wrote|escribió|schrieb|a écrit)\s*:\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Attribution();

    [GeneratedRegex(@"\n[ \t]*(On|El)\b[^\n]{3,300}\n[^\n]{0,200}(wrote|escribió)\s*:\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex AttributionOfTwo();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n[ \t]*(\n[ \t]*)+")]
    private static partial Regex ManyBreaks();
}
