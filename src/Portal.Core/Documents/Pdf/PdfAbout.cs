using System.Globalization;
using System.Security;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>
/// What a paper says of itself: in the old form that every reader knows, and in XMP, where it claims PDF/UA-1.
/// </summary>
/// <param name="Language">Like "es-US".</param>
internal sealed record PdfAbout(string Title, string Author, string Language, DateTimeOffset MadeAt)
{
    public int WriteInfo(PdfFile file) => file.Add(
        $"<</Title{PdfObjects.Text(Title)}/Author{PdfObjects.Text(Author)}"
        + $"/CreationDate(D:{Day("yyyyMMddHHmmss")}Z)>>");

    /// <summary>The object that everything hangs on.</summary>
    public int WriteCatalog(PdfFile file, int pageTree, int tagTree)
    {
        var metadata = Metadata();
        var said = file.Add($"<</Type/Metadata/Subtype/XML/Length {metadata.Length}>>", metadata);
        return file.Add(
            $"<</Type/Catalog/Pages {pageTree} 0 R/MarkInfo<</Marked true>>/StructTreeRoot {tagTree} 0 R"
            + $"/Lang({Language})/ViewerPreferences<</DisplayDocTitle true>>/Metadata {said} 0 R>>");
    }

    private byte[] Metadata() => Encoding.UTF8.GetBytes(
        $"""
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
        <pdfuaid:part>1</pdfuaid:part>
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Escaped(Title)}</rdf:li></rdf:Alt></dc:title>
        <dc:creator><rdf:Seq><rdf:li>{Escaped(Author)}</rdf:li></rdf:Seq></dc:creator>
        <dc:language><rdf:Bag><rdf:li>{Language}</rdf:li></rdf:Bag></dc:language>
        <xmp:CreateDate>{Day("yyyy-MM-ddTHH:mm:ss")}Z</xmp:CreateDate>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """);

    private static string? Escaped(string words) => SecurityElement.Escape(words);

    private string Day(string format) => MadeAt.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
