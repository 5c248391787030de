namespace Portal.Core.Documents.Pdf;

/// <summary>What a part of a paper is to someone who hears it (ISO 32000-1 §14.8.4).</summary>
internal enum Tag
{
    Document,
    Heading1,
    Heading2,
    Heading3,
    Paragraph,
    Table,
    TableRow,
    TableHeaderCell,
    TableDataCell,
    Figure,
}

/// <summary>One part of the tree: other parts, and marks on pages.</summary>
internal sealed class TaggedPart(Tag tag, string? description = null, Area? place = null)
{
    public List<TaggedPart> Parts { get; } = [];

    /// <summary>Page and number of the mark.</summary>
    public List<(int Page, int Mark)> Marks { get; } = [];

    public string Name => tag switch
    {
        Tag.Document => "Document",
        Tag.Heading1 => "H1",
        Tag.Heading2 => "H2",
        Tag.Heading3 => "H3",
        Tag.Paragraph => "P",
        Tag.Table => "Table",
        Tag.TableRow => "TR",
        Tag.TableHeaderCell => "TH",
        Tag.TableDataCell => "TD",
        Tag.Figure => "Figure",
        _ => throw new InvalidOperationException($"{tag} has no name in PDF."),
    };

    /// <summary>What its dictionary says besides its parts. Row headings stand for their row.</summary>
    public string Entries =>
        (description is null ? "" : $"/Alt{PdfObjects.Text(description)}")
        + (tag == Tag.TableHeaderCell ? "/A<</O/Table/Scope/Row>>" : "")
        + (place is { } box ? $"/A<</O/Layout/Placement/Block/BBox[{box.ToPdf()}]>>" : "");
}

/// <summary>Writes the tree among a paper's objects, with the way back from each mark to its part.</summary>
internal static class StructureTree
{
    /// <param name="home">The object that the tree belongs to.</param>
    /// <param name="pages">Objects of the pages.</param>
    /// <returns>The object of the tree's top, and for each page that of its way back.</returns>
    public static (int Top, List<int> Back) Write(
        PdfObjects file, TaggedPart document, int home, IReadOnlyList<int> pages)
    {
        var parents = pages.Select(_ => new SortedDictionary<int, int>()).ToList();
        var top = Write(file, document, home, pages, parents);
        return (top, [.. parents.Select(marks =>
            file.Add($"[{string.Join(' ', marks.Values.Select(PdfObjects.Ref))}]"))]);
    }

    private static int Write(
        PdfObjects file, TaggedPart part, int parent, IReadOnlyList<int> pages,
        List<SortedDictionary<int, int>> parents)
    {
        var number = file.Reserve();
        var kids = new List<string>();
        foreach (var (page, mark) in part.Marks)
        {
            parents[page].Add(mark, number);
            kids.Add($"<</Type/MCR/Pg {PdfObjects.Ref(pages[page])}/MCID {mark}>>");
        }

        kids.AddRange(part.Parts.Select(p => PdfObjects.Ref(Write(file, p, number, pages, parents))));
        file.Write(
            number,
            $"<</Type/StructElem/S/{part.Name}/P {PdfObjects.Ref(parent)}{part.Entries}/K[{string.Join(' ', kids)}]>>");
        return number;
    }
}
