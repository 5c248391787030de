using System.Globalization;
using System.Text;
using Portal.Core.Documents.Pdf;
using static Portal.Core.Documents.Pdf.PdfObjects;

namespace Portal.Core.Documents;

/// <summary>
/// A paper of US letter size being printed, with the tags that screen readers follow (PDF/UA-1). Text belongs to the
/// tagged part that is open; lines and boxes are decoration and marked so. Points from the top left; text stands on its
/// baseline.
/// </summary>
internal sealed class Sheet
{
    public const double Width = 612;
    public const double Height = 792;
    public const double Margin = 40;

    private readonly string _title;
    private readonly string _author;
    private readonly DateTimeOffset _madeAt;
    private readonly List<StringBuilder> _pages = [];
    private readonly List<int> _marks = [];
    private readonly List<FontSubset> _fonts = [];
    private readonly TaggedPart _document = new(Tag.Document);
    private readonly Stack<TaggedPart> _open = new();

    public Sheet(string title, string author, CultureInfo culture, DateTimeOffset madeAt)
    {
        (_title, _author, Culture, _madeAt) = (title, author, culture, madeAt);
        _open.Push(_document);
        AddPage();
    }

    public CultureInfo Culture { get; }

    public int Pages => _pages.Count;

    public void AddPage()
    {
        _pages.Add(new StringBuilder());
        _marks.Add(0);
    }

    public void Part(Tag tag, Action draw) => Part(new TaggedPart(tag), draw);

    /// <summary>A picture, described for those who do not see it.</summary>
    public void Figure(string description, Area place, Action draw) =>
        Part(new TaggedPart(Tag.Figure, description, place), draw);

    /// <summary>A line of text in a part of its own.</summary>
    public void Line(Tag tag, string words, double x, double y, Ink ink, Align align = Align.Left) =>
        Part(tag, () => Text(words, x, y, ink, align));

    /// <summary>A paragraph as wide as it may be; gives the baseline after its last line.</summary>
    public double Paragraph(string words, double x, double y, double width, Ink ink)
    {
        Part(Tag.Paragraph, () =>
        {
            foreach (var line in Broken(words, width, ink))
            {
                Text(line, x, y, ink);
                y += ink.Leading;
            }
        });
        return y;
    }

    /// <summary>Draws within the part that is open.</summary>
    public void Text(string words, double x, double y, Ink ink, Align align = Align.Left)
    {
        var runs = Script.Runs(words);
        var start = align == Align.Right ? x - Measure(runs, ink) : x;
        Marked(page =>
        {
            // What was put into drawing order is read out, and copied, as it was written.
            var turned = string.Concat(runs.Select(r => r.Words)) != words;
            page.Append(turned ? $"/Span<</ActualText{PdfObjects.Text(words)}>>BDC\n" : "");
            var (across, up) = (Number(start), Number(Height - y));
            page.Append(CultureInfo.InvariantCulture, $"BT {ink.Colour.ToPdf()} rg 1 0 0 1 {across} {up} Tm\n");
            foreach (var (name, part) in runs)
            {
                var font = SubsetOf(FontOf(name, ink));
                var (no, size) = (_fonts.IndexOf(font), Number(ink.Size));
                page.Append(CultureInfo.InvariantCulture, $"/F{no} {size} Tf <{font.Encode(part)}> Tj\n");
            }

            page.Append(turned ? "ET EMC\n" : "ET\n");
        });
    }

    /// <summary>
    /// Lines in a place, as large as the ink says or, where they do not fit, by half points smaller; one that is too
    /// wide goes on on the next. Within the part that is open.
    /// </summary>
    public void Fit(IReadOnlyList<string> lines, Area place, Ink ink)
    {
        var broken = lines.SelectMany(l => Broken(l, place.Width, ink)).ToList();
        while (ink.Size > Ink.Least && broken.Count * ink.Leading > place.Height)
        {
            ink = ink with { Size = ink.Size - 0.5 };
            broken = [.. lines.SelectMany(l => Broken(l, place.Width, ink))];
        }

        foreach (var (no, line) in broken.Take((int)(place.Height / ink.Leading)).Index())
        {
            Text(line, place.Left, place.Top + ink.Size + (no * ink.Leading), ink);
        }
    }

    /// <summary>The ink in which words are no wider than they may be, as small as it may get.</summary>
    public static Ink Narrow(string words, double width, Ink ink) =>
        Measure(words, ink) is var wide && wide > width
            ? ink with { Size = Math.Max(Ink.Least, Math.Floor(ink.Size * width / wide * 10) / 10) }
            : ink;

    /// <summary>Words that are no wider than they may be: what is left out stands as an ellipsis.</summary>
    public static string Cut(string words, double width, Ink ink)
    {
        if (Measure(words, ink) <= width) { return words; }

        return StringInfo.ParseCombiningCharacters(words).Reverse().Select(end => words[..end] + "…")
            .FirstOrDefault(cut => Measure(cut, ink) <= width, "…");
    }

    /// <summary>A text cut where it must go on on the next line; a word that is wider than a line, within it.</summary>
    public static IReadOnlyList<string> Broken(string words, double width, Ink ink)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in words.Split(' ').SelectMany(w => Pieces(w, width, ink)))
        {
            var longer = line == "" ? word : $"{line} {word}";
            if (line != "" && Measure(longer, ink) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        return [.. lines, line];
    }

    private static IEnumerable<string> Pieces(string word, double width, Ink ink)
    {
        if (Measure(word, ink) <= width) { return [word]; }

        var pieces = new List<string>();
        var piece = "";
        foreach (var letter in Letters(word))
        {
            if (piece != "" && Measure(piece + letter, ink) > width)
            {
                pieces.Add(piece);
                piece = "";
            }

            piece += letter;
        }

        return [.. pieces, piece];
    }

    private static IEnumerable<string> Letters(string word)
    {
        for (var each = StringInfo.GetTextElementEnumerator(word); each.MoveNext();)
        {
            yield return each.GetTextElement();
        }
    }

    public static double Measure(string words, Ink ink) => Measure(Script.Runs(words), ink);

    public void Rule(double x1, double x2, double y, Pen pen)
    {
        var up = Number(Height - y);
        _pages[^1].Append(
            CultureInfo.InvariantCulture,
            $"/Artifact BMC {pen.ToPdf()} {Number(x1)} {up} m {Number(x2)} {up} l S EMC\n");
    }

    public void Box(Area place, Colour? fill, Pen? pen = null) =>
        _pages[^1].Append(CultureInfo.InvariantCulture, $"/Artifact BMC {Boxed([place], fill, pen)} EMC\n");

    /// <summary>Draws boxes within the figure that is open.</summary>
    public void Boxes(IEnumerable<Area> places, Colour fill, Pen? pen = null) =>
        Marked(page => page.Append(Boxed(places, fill, pen)).Append('\n'));

    /// <summary>The paper as it is now, packed.</summary>
    public PrintedPaper Finish()
    {
        var objects = new PdfObjects();
        var (tree, tags) = (objects.Reserve(), objects.Reserve());
        var fonts = string.Concat(_fonts.Select((font, index) => $"/F{index} {Ref(PdfFont.Write(objects, font))}"));
        var pages = _pages.Select((page, index) => WritePage(objects, tree, index, fonts)).ToList();
        var (top, back) = StructureTree.Write(objects, _document, tags, pages);
        return new(objects, pages, back, top, new(_title, _author, Culture.Name, _madeAt));
    }

    private int WritePage(PdfObjects file, int tree, int index, string fonts)
    {
        var content = file.AddStream(Encoding.ASCII.GetBytes(_pages[index].ToString()));
        return file.Add(
            $"<</Type/Page/Parent {Ref(tree)}/MediaBox[0 0 {Number(Width)} {Number(Height)}]/Tabs/S"
            + $"/StructParents {PageKey(index)}/Resources<</Font<<{fonts}>>>>/Contents {Ref(content)}>>");
    }

    private static string Boxed(IEnumerable<Area> places, Colour? fill, Pen? pen) => string.Join(
        ' ',
        [
            .. fill is { } colour ? new[] { $"{colour.ToPdf()} rg" } : [],
            .. pen is null ? [] : new[] { pen.ToPdf() },
            .. places.Select(p =>
                $"{Number(p.Left)} {Number(Height - p.Bottom)} {Number(p.Width)} {Number(p.Height)} re"),
            (fill, pen) switch { (null, _) => "S", (_, null) => "f", _ => "B" },
        ]);

    private static double Measure(IReadOnlyList<(string Font, string Words)> runs, Ink ink) => runs.Sum(run =>
    {
        var font = FontOf(run.Font, ink);
        return run.Words.EnumerateRunes().Sum(rune => font.WidthOf(font.GlyphOf(rune))) * ink.Size / 1000;
    });

    private static TrueTypeFont FontOf(string name, Ink ink) =>
        PrintedFonts.Named(name == PrintedFonts.Text && ink.Bold ? PrintedFonts.Bold : name);

    private void Part(TaggedPart part, Action draw)
    {
        _open.Peek().Parts.Add(part);
        _open.Push(part);
        draw();
        _open.Pop();
    }

    /// <summary>Draws under a mark that belongs to the part that is open.</summary>
    private void Marked(Action<StringBuilder> draw)
    {
        var part = _open.Peek();
        var (page, mark) = (_pages.Count - 1, _marks[^1]++);
        part.Marks.Add((page, mark));
        _pages[^1].Append(CultureInfo.InvariantCulture, $"/{part.Name}<</MCID {mark}>>BDC\n");
        draw(_pages[^1]);
        _pages[^1].Append("EMC\n");
    }

    private FontSubset SubsetOf(TrueTypeFont font)
    {
        if (_fonts.Find(f => f.Font == font) is not { } subset)
        {
            subset = new FontSubset(font);
            _fonts.Add(subset);
        }

        return subset;
    }
}

internal enum Align
{
    Left,
    Right,
}

/// <summary>How text looks.</summary>
/// <param name="Size">In points.</param>
internal sealed record Ink(double Size, bool Bold = false, bool Quiet = false)
{
    public static readonly Colour Dark = new(0x15, 0x23, 0x2C);
    public static readonly Colour Muted = new(0x4D, 0x5E, 0x69);
    public static readonly Colour Line = new(0xC3, 0xCD, 0xD2);
    public static readonly Colour Bar = new(0x2A, 0x7F, 0x9E);
    public static readonly Colour BarYearBefore = new(0xAE, 0xBC, 0xC4);
    public static readonly Colour Wash = new(0xED, 0xF1, 0xF0);

    /// <summary>Smallest size in which words of customers are printed.</summary>
    public const double Least = 5;

    public Colour Colour => Quiet ? Muted : Dark;

    /// <summary>From one baseline to the next.</summary>
    public double Leading => Size * 1.32;
}
