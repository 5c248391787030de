using Portal.Core.Documents.Pdf;

namespace Portal.Core.Documents;

/// <summary>A paper that is drawn and packed: becomes a file of its own, or a part of a file of many.</summary>
/// <param name="Objects">Its first two are left to the file: see the constants.</param>
/// <param name="Pages">Objects of its pages.</param>
/// <param name="Marks">For each page the object that leads from its marks to their tags.</param>
/// <param name="Document">The top of its tags.</param>
internal sealed record PrintedPaper(
    PdfObjects Objects, IReadOnlyList<int> Pages, IReadOnlyList<int> Marks, int Document, PdfAbout About)
{
    /// <summary>The node of its pages.</summary>
    public const int PageTree = 1;

    /// <summary>What its tags belong to.</summary>
    public const int TagTree = 2;

    /// <summary>The file of this paper alone.</summary>
    public byte[] ToFile()
    {
        using var content = new MemoryStream();
        using var file = new PdfFile(content);
        var numbers = file.Append(Objects, pagesBefore: 0);
        var (pageTree, tagTree) = (numbers[PageTree], numbers[TagTree]);
        file.Write(pageTree, $"<</Type/Pages/Count {Pages.Count}/Kids[{References(numbers)}]>>");
        file.Write(
            tagTree,
            $"<</Type/StructTreeRoot/K {numbers[Document]} 0 R/ParentTree<</Nums[{Keyed(numbers, 0)}]>>"
            + $"/ParentTreeNextKey {Pages.Count}>>");
        file.End(About.WriteCatalog(file, pageTree, tagTree), About.WriteInfo(file));
        return content.ToArray();
    }

    /// <summary>As a node of a file's pages and tags: under its title, in its own language.</summary>
    /// <returns>The numbers of its pages and of its tags, and the keys of its marks.</returns>
    public (int Pages, int Tags, string Marks) AppendTo(PdfFile file, int pageTree, int tags, int pagesBefore)
    {
        var numbers = file.Append(Objects, pagesBefore);
        file.Write(
            numbers[PageTree],
            $"<</Type/Pages/Parent {pageTree} 0 R/Count {Pages.Count}/Kids[{References(numbers)}]>>");
        file.Write(
            numbers[TagTree],
            $"<</Type/StructElem/S/Part/P {tags} 0 R/T{PdfObjects.Text(About.Title)}/Lang({About.Language})"
            + $"/K[{numbers[Document]} 0 R]>>");
        return (numbers[PageTree], numbers[TagTree], Keyed(numbers, pagesBefore));
    }

    private string References(int[] numbers) => string.Join(' ', Pages.Select(p => $"{numbers[p]} 0 R"));

    private string Keyed(int[] numbers, int pagesBefore) =>
        string.Join(' ', Marks.Select((m, page) => $"{pagesBefore + page} {numbers[m]} 0 R"));
}
