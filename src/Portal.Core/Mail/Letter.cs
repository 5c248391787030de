using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Portal.Core.Mail;

/// <summary>
/// Something the city writes to a person: a record of plain values that can be written in any language. Its words are
/// in Words/Letters.resx.
/// </summary>
public interface ILetter
{
    /// <summary>The letter's name in the list of mails sent, for example "payment_received".</summary>
    string Kind { get; }

    /// <summary>True when a link in it opens a sign-in: its words are not kept once it is sent.</summary>
    bool HoldsSecret => false;

    /// <summary>What rests on it.</summary>
    LetterDuty Duty => LetterDuty.Ordinary;

    /// <summary>The request that an answer to it joins; null when it cannot be answered.</summary>
    Guid? AnsweredIn => null;

    Letter Write(CultureInfo culture);
}

/// <summary>What rests on a letter.</summary>
public enum LetterDuty
{
    /// <summary>Tells what the reader can see elsewhere, too.</summary>
    Ordinary,

    /// <summary>A law, or what is owed, rests on it: where it cannot be mailed it goes on paper.</summary>
    Required,

    /// <summary>Nobody must be told: it may be stopped from the mail itself (RFC 8058).</summary>
    Optional,
}

/// <summary>
/// A letter as written. The text is the master; the HTML is made from it, so the two never differ. A blank line ends a
/// paragraph; lines with a gap of two or more spaces are a table; "label:" above a web address is a link so labelled.
/// </summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Without the city's closing lines, which <see cref="LetterFrame"/> adds.</param>
/// <param name="Html">The same, encoded, without the frame around it.</param>
public sealed partial record Letter(string Subject, string Text, string Html)
{
    private const string Cell = "padding:4px 0;border-bottom:1px solid #d4dcdf;";

    /// <summary>Makes a letter of its paragraphs.</summary>
    public static Letter Of(string subject, params IEnumerable<string> paragraphs)
    {
        var kept = paragraphs.Select(p => p.ReplaceLineEndings("\n").Trim('\n')).Where(p => p != "").ToList();
        return new(subject, string.Join("\n\n", kept), string.Join("\n", kept.Select(Paragraph)));
    }

    /// <summary>The same under a first line.</summary>
    internal Letter Under(string line) => new(Subject, $"{line}\n\n{Text}", $"{Paragraph(line)}\n{Html}");

    /// <summary>A paragraph that shows amounts under each other: each row a label and what belongs to it.</summary>
    public static string Table(params IEnumerable<(string Label, string Value)> rows)
    {
        var all = rows.Select(r => (Label: OneSpace().Replace(r.Label, " ").Trim(), r.Value)).ToList();
        var width = all.Max(r => r.Label.Length) + 2;
        return string.Join('\n', all.Select(r => r.Label.PadRight(width) + r.Value));
    }

    /// <summary>A paragraph that leads to a page.</summary>
    public static string Link(string label, Uri page) => $"{label}:\n{page}";

    internal static string Encoded(string words) => HtmlEncoder.Default.Encode(words);

    private static string Paragraph(string paragraph)
    {
        var lines = paragraph.Split('\n');
        if (lines.Length == 2 && lines[0].EndsWith(':') && Uri.TryCreate(lines[1], UriKind.Absolute, out var page)
            && page.Scheme is "https" or "http")
        {
            return $"""<p><a href="{Encoded(lines[1])}" style="color:#0f4c5c;font-weight:bold;">"""
                + $"{Encoded(lines[0][..^1])}</a></p>";
        }

        return lines.All(l => Gap().IsMatch(l))
            ? """<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;">"""
                + string.Concat(lines.Select(Row)) + "</table>"
            : $"<p>{string.Join("<br>\n", lines.Select(Encoded))}</p>";
    }

    private static string Row(string line)
    {
        var gap = Gap().Match(line);
        return $"""<tr><td style="{Cell}">{Encoded(line[..gap.Index])}</td>"""
            + $"""<td align="right" style="{Cell}">{Encoded(line[(gap.Index + gap.Length)..])}</td></tr>""";
    }

    [GeneratedRegex(@"(?<=\S)  +(?=\S)")]
    private static partial Regex Gap();

    [GeneratedRegex(@"\s+")]
    private static partial Regex OneSpace();
}
