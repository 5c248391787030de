using System.Text;
using Portal.Core.Documents.Pdf;

namespace Portal.Core.Documents;

/// <summary>
/// Many papers in one file, one after another, each with its pages and tags as in a file of its own. Written as it
/// goes: of a paper that was added only its place is kept.
/// </summary>
internal sealed class MergedPapers : IDisposable
{
    private readonly PdfFile _file;
    private readonly PdfAbout _about;
    private readonly int _pageTree;
    private readonly int _tagTree;
    private readonly int _document;
    private readonly List<int> _pageNodes = [];
    private readonly List<int> _tagNodes = [];
    private readonly StringBuilder _marks = new();

    public MergedPapers(Stream to, PdfAbout about)
    {
        (_file, _about) = (new PdfFile(to), about);
        (_pageTree, _tagTree, _document) = (_file.Reserve(), _file.Reserve(), _file.Reserve());
    }

    /// <summary>Pages so far.</summary>
    public int Pages { get; private set; }

    public void Add(PrintedPaper paper)
    {
        var (pages, tags, marks) = paper.AppendTo(_file, _pageTree, _document, Pages);
        _pageNodes.Add(pages);
        _tagNodes.Add(tags);
        _marks.Append(marks).Append('\n');
        Pages += paper.Pages.Count;
    }

    /// <summary>Writes what holds them together. Nothing can be added after.</summary>
    public void End()
    {
        _file.Write(_pageTree, $"<</Type/Pages/Count {Pages}/Kids[{References(_pageNodes)}]>>");
        _file.Write(
            _document, $"<</Type/StructElem/S/Document/P {_tagTree} 0 R/K[{References(_tagNodes)}]>>");
        var marks = _file.Add($"<</Nums[{_marks}]>>");
        _file.Write(
            _tagTree,
            $"<</Type/StructTreeRoot/K {_document} 0 R/ParentTree {marks} 0 R/ParentTreeNextKey {Pages}>>");
        _file.End(_about.WriteCatalog(_file, _pageTree, _tagTree), _about.WriteInfo(_file));
    }

    public void Dispose() => _file.Dispose();

    private static string References(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(n => $"{n} 0 R"));
}
