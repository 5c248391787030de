using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Portal.Core.Common;

namespace Portal.Core.Requests;

/// <summary>
/// What people type, as HTML: an empty line begins a paragraph, lines that all begin with "- " are a list, **this** is
/// strong, and web addresses become links. Everything else, tags too, is shown as it was typed. What comes out goes
/// through the cleaner like the HTML of any stranger.
/// </summary>
public sealed partial class RichText(IHtmlCleaner cleaner)
{
    /// <summary>Letters of one message.</summary>
    public const int Longest = 5_000;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Why words cannot be taken; null when they can.</summary>
    public static Refusal? WhyNot(string? typed) =>
        Plain(typed).Length == 0 ? new("Request_WordsMissing")
        : Plain(typed).Length > Longest ? new("Request_WordsLong", Longest)
        : null;

    /// <summary>As it is kept: without control characters and the white space around.</summary>
    public static string Plain(string? typed)
    {
        var kept = new StringBuilder();
        foreach (var rune in (typed ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune)) { kept.Append(rune); }
        }

        return kept.ToString().Trim();
    }

    /// <summary>Plain words, cleaned, to stand in a page.</summary>
    public string ToHtml(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return cleaner.Clean(string.Concat(EmptyLine().Split(plain).Where(p => p.Trim() != "").Select(Paragraph)));
    }

    private static string Paragraph(string paragraph)
    {
        var lines = paragraph.Split('\n');
        return lines.Length > 1 && lines.All(l => l.StartsWith("- ", StringComparison.Ordinal))
            ? $"<ul>{string.Concat(lines.Select(l => $"<li>{Line(l[2..])}</li>"))}</ul>"
            : $"<p>{string.Join("<br>", lines.Select(Line))}</p>";
    }

    private static string Line(string line)
    {
        var (html, at) = (new StringBuilder(), 0);
        foreach (Match found in LinkOrStrong().Matches(line))
        {
            html.Append(Encoder.Encode(line[at..found.Index]));
            at = found.Index + found.Length;
            var words = Encoder.Encode(found.Groups["strong"].Success ? found.Groups["strong"].Value : found.Value);
            html.Append(found.Groups["strong"].Success
                ? $"<strong>{words}</strong>"
                : $"<a href=\"{words}\">{words}</a>");
        }

        return html.Append(Encoder.Encode(line[at..])).ToString();
    }

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"\*\*(?<strong>[^\s*](?:[^*]*[^\s*])?)\*\*|https?://[^\s<>""'`]+[^\s<>""'`.,;:!?)\]]", RegexOptions.NonBacktracking)]
    private static partial Regex LinkOrStrong();
}
