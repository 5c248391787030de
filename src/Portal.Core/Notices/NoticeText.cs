using System.Text;
using System.Text.Encodings.Web;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Portal.Core.Notices;

/// <summary>
/// A template's Markdown taken apart, and filled. Fields are filled after the Markdown is read, so that nothing in a
/// name or an address is ever markup. A paragraph or line of a list with a field that is empty is left out.
/// </summary>
internal static class NoticeText
{
    /// <summary>No HTML, no extras: paragraphs, headings, lists, bold, links.</summary>
    private static readonly MarkdownPipeline Plain = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>The parts of a letter, in order.</summary>
    public static IReadOnlyList<NoticePart> Read(string markdown)
    {
        var parts = new List<NoticePart>();
        Walk(Markdown.Parse(markdown.ReplaceLineEndings("\n"), Plain), NoticePartKind.Paragraph, parts);
        return parts;
    }

    /// <summary>What is left once fields are filled, and the fields that are said.</summary>
    public static (IReadOnlyList<NoticePart> Parts, IReadOnlyList<string> Said) Fill(
        IReadOnlyList<NoticePart> parts, IReadOnlyDictionary<string, string> values)
    {
        var kept = parts.Where(p => FieldsOf(p).All(f => Has(values, f))).ToList();
        // A heading over nothing goes too.
        var shown = kept.Where((part, no) => part.Kind != NoticePartKind.Heading
            || (no + 1 < kept.Count && kept[no + 1].Kind != NoticePartKind.Heading)).ToList();
        return (
            [.. shown.Select(p => p with { Runs = [.. p.Runs.Select(r => Filled(r, values))] })],
            [.. shown.SelectMany(FieldsOf).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>One line with its fields filled.</summary>
    public static string FillLine(string line, IReadOnlyDictionary<string, string> values) =>
        NoticeFields.Field().Replace(line, m => values.GetValueOrDefault(m.Groups[1].Value)?.Trim() ?? "");

    public static bool Has(IReadOnlyDictionary<string, string> values, string field) =>
        values.TryGetValue(field, out var value) && !string.IsNullOrWhiteSpace(value);

    /// <summary>As HTML, before it is cleaned.</summary>
    public static string Html(IReadOnlyList<NoticePart> parts)
    {
        var html = new StringBuilder();
        var list = (NoticePartKind?)null;
        foreach (var part in parts)
        {
            var now = part.Kind is NoticePartKind.Bullet or NoticePartKind.Numbered ? part.Kind : (NoticePartKind?)null;
            if (list != now)
            {
                html.Append(list is { } open ? $"</{Tag(open)}>\n" : "")
                    .Append(now is { } next ? $"<{Tag(next)}>\n" : "");
                list = now;
            }

            var words = string.Concat(part.Runs.Select(Run));
            html.Append(part.Kind switch
            {
                NoticePartKind.Heading => $"<p><strong>{words}</strong></p>\n",
                NoticePartKind.Paragraph => $"<p>{words}</p>\n",
                _ => $"<li>{words}</li>\n",
            });
        }

        return html.Append(list is { } last ? $"</{Tag(last)}>\n" : "").ToString();
    }

    private static string Tag(NoticePartKind list) => list == NoticePartKind.Numbered ? "ol" : "ul";

    private static string Run(NoticeRun run)
    {
        var words = HtmlEncoder.Default.Encode(run.Words).Replace("&#xA;", "<br>", StringComparison.Ordinal);
        words = run.IsBold ? $"<strong>{words}</strong>" : words;
        return run.Link is { } link ? $"<a href=\"{HtmlEncoder.Default.Encode(link)}\">{words}</a>" : words;
    }

    private static IEnumerable<string> FieldsOf(NoticePart part) =>
        part.Runs.SelectMany(r => NoticeFields.In($"{r.Words} {r.Link}"));

    private static NoticeRun Filled(NoticeRun run, IReadOnlyDictionary<string, string> values) => run with
    {
        Words = FillLine(run.Words, values).ReplaceLineEndings("\n"),
        Link = run.Link is { } link ? FillLine(link, values) : null,
    };

    private static void Walk(ContainerBlock blocks, NoticePartKind kind, List<NoticePart> parts)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    parts.Add(new(NoticePartKind.Heading, RunsOf(heading.Inline)));
                    break;
                case ListBlock list:
                    Walk(list, list.IsOrdered ? NoticePartKind.Numbered : NoticePartKind.Bullet, parts);
                    break;
                case ContainerBlock container:
                    Walk(container, kind, parts);
                    break;
                case LeafBlock { Inline: { } inline }:
                    parts.Add(new(kind, RunsOf(inline)));
                    break;
                case CodeBlock code:
                    parts.Add(new(kind, [new($"{code.Lines}".Trim(), false, null)]));
                    break;
            }
        }
    }

    private static List<NoticeRun> RunsOf(ContainerInline? inlines)
    {
        var runs = new List<NoticeRun>();
        if (inlines is not null) { Gather(inlines, bold: false, link: null, runs); }

        return runs;
    }

    private static void Gather(ContainerInline inlines, bool bold, string? link, List<NoticeRun> runs)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal: Add($"{literal.Content}"); break;
                case HtmlEntityInline entity: Add($"{entity.Transcoded}"); break;
                case CodeInline code: Add(code.Content); break;
                case LineBreakInline line: Add(line.IsHard ? "\n" : " "); break;
                case AutolinkInline address: runs.Add(new(address.Url, bold, address.Url)); break;
                case EmphasisInline emphasis: Gather(emphasis, bold || emphasis.DelimiterCount > 1, link, runs); break;
                // A picture has no place in a letter; what stands for it does.
                case LinkInline { IsImage: true } picture: Gather(picture, bold, link, runs); break;
                case LinkInline target: Gather(target, bold, target.Url, runs); break;
                case ContainerInline other: Gather(other, bold, link, runs); break;
            }
        }

        // Markdig cuts words where markup might have begun: a field is one run again.
        void Add(string words)
        {
            if (runs.Count > 0 && runs[^1].IsBold == bold && runs[^1].Link == link)
            {
                runs[^1] = runs[^1] with { Words = runs[^1].Words + words };
            }
            else
            {
                runs.Add(new(words, bold, link));
            }
        }
    }
}

/// <summary>A paragraph, heading or line of a list.</summary>
internal sealed record NoticePart(NoticePartKind Kind, IReadOnlyList<NoticeRun> Runs);

/// <summary>Words of one look.</summary>
/// <param name="Link">Where they lead.</param>
internal sealed record NoticeRun(string Words, bool IsBold, string? Link);

internal enum NoticePartKind
{
    Paragraph,
    Heading,
    Bullet,
    Numbered,
}
