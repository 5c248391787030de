using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;
using Tag = PdfSharp.UniversalAccessibility.PdfBlockLevelElementTag;

namespace Portal.Core.Documents;

/// <summary>
/// A paper of US letter size being printed, with the tags that screen readers follow (PDF/UA). Text is drawn within a
/// tagged part; lines and boxes are decoration and marked so. Points from the top left; text stands on its baseline.
/// </summary>
internal sealed class Sheet : IDisposable
{
    public const double Width = 612;
    public const double Height = 792;
    public const double Margin = 40;

    private readonly PdfDocument _document = new();
    private readonly Dictionary<(string, double, bool), XFont> _fonts = [];
    private readonly StructureBuilder _tags;
    private XGraphics _page = null!;

    static Sheet() => PrintedFonts.Use();

    public Sheet(string title, string author, CultureInfo culture, DateTime madeAt)
    {
        Culture = culture;
        _document.Info.Title = title;
        _document.Info.Author = author;
        _document.Info.CreationDate = madeAt;
        _document.ViewerPreferences.DisplayDocTitle = true;
        var access = UAManager.ForDocument(_document);
        access.SetDocumentLanguage(culture.Name);
        _tags = access.StructureBuilder;
        AddPage();
    }

    public CultureInfo Culture { get; }

    public int Pages => _document.PageCount;

    public void AddPage()
    {
        var page = _document.AddPage();
        page.Width = XUnit.FromPoint(Width);
        page.Height = XUnit.FromPoint(Height);
        _page?.Dispose();
        _page = XGraphics.FromPdfPage(page);
    }

    public void Part(PdfGroupingElementTag tag, Action draw)
    {
        _tags.BeginElement(tag);
        draw();
        _tags.End();
    }

    public void Part(Tag tag, Action draw)
    {
        _tags.BeginElement(tag);
        draw();
        _tags.End();
    }

    /// <summary>A picture, described for those who do not see it.</summary>
    public void Figure(string description, XRect place, Action draw)
    {
        _tags.BeginElement(PdfIllustrationElementTag.Figure, description, place);
        draw();
        _tags.End();
    }

    /// <summary>A line of text in a part of its own.</summary>
    public void Line(Tag tag, string words, double x, double y, Ink ink, Align align = Align.Left) =>
        Part(tag, () => Text(words, x, y, ink, align));

    /// <summary>A paragraph as wide as it may be; gives the baseline after its last line.</summary>
    public double Paragraph(
        string words, double x, double y, double width, Ink ink, Tag tag = Tag.Paragraph)
    {
        Part(tag, () =>
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
        if (align == Align.Right)
        {
            x -= runs.Sum(r => _page.MeasureString(r.Words, Font(r.Font, ink)).Width);
        }

        foreach (var (font, part) in runs)
        {
            var set = Font(font, ink);
            _page.DrawString(part, set, ink.Brush, new XPoint(x, y));
            x += _page.MeasureString(part, set).Width;
        }
    }

    /// <summary>A text cut where it must go on the next line.</summary>
    public IReadOnlyList<string> Broken(string words, double width, Ink ink)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in words.Split(' '))
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

    public double Measure(string words, Ink ink) =>
        Script.Runs(words).Sum(r => _page.MeasureString(r.Words, Font(r.Font, ink)).Width);

    public void Rule(double x1, double x2, double y, XPen pen) =>
        Decoration(() => _page.DrawLine(pen, x1, y, x2, y));

    public void Box(XRect place, XBrush? fill, XPen? pen = null) =>
        Decoration(() => _page.DrawRectangle(pen, fill, place));

    /// <summary>Draws boxes within the figure that is open.</summary>
    public void Boxes(IEnumerable<XRect> places, XBrush fill, XPen? pen = null)
    {
        foreach (var place in places)
        {
            _page.DrawRectangle(pen, fill, place);
        }
    }

    public byte[] Save()
    {
        _page.Dispose();
        using var file = new MemoryStream();
        _document.Save(file, closeStream: false);
        return file.ToArray();
    }

    public void Dispose()
    {
        _page.Dispose();
        _document.Dispose();
    }

    private void Decoration(Action draw)
    {
        _tags.BeginArtifact();
        draw();
        _tags.End();
    }

    private XFont Font(string family, Ink ink)
    {
        if (!_fonts.TryGetValue((family, ink.Size, ink.Bold), out var font))
        {
            font = new XFont(
                family, ink.Size, ink.Bold ? XFontStyleEx.Bold : XFontStyleEx.Regular, XPdfFontOptions.UnicodeDefault);
            _fonts.Add((family, ink.Size, ink.Bold), font);
        }

        return font;
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
    public static readonly XColor Dark = XColor.FromArgb(0x15, 0x23, 0x2C);
    public static readonly XColor Muted = XColor.FromArgb(0x4D, 0x5E, 0x69);
    public static readonly XColor Line = XColor.FromArgb(0xC3, 0xCD, 0xD2);
    public static readonly XColor Bar = XColor.FromArgb(0x2A, 0x7F, 0x9E);
    public static readonly XColor BarYearBefore = XColor.FromArgb(0xAE, 0xBC, 0xC4);
    public static readonly XColor Wash = XColor.FromArgb(0xED, 0xF1, 0xF0);

    private static readonly XBrush DarkBrush = new XSolidBrush(Dark);
    private static readonly XBrush MutedBrush = new XSolidBrush(Muted);

    public XBrush Brush => Quiet ? MutedBrush : DarkBrush;

    /// <summary>From one baseline to the next.</summary>
    public double Leading => Size * 1.32;
}
