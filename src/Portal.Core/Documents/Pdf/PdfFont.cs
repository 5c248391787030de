using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>Writes a subset of a font into a file: embedded, with the characters its glyphs stand for.</summary>
internal static class PdfFont
{
    /// <returns>The number of the font object that pages name.</returns>
    public static int Write(PdfObjects file, FontSubset subset)
    {
        var font = subset.Font;
        var content = subset.ToFile();
        var name = $"{Prefix(content)}+{font.Name}";
        var data = file.AddStream(content, $"/Length1 {content.Length}");
        var box = string.Join(' ', font.Box);
        var descriptor = file.Add(
            $"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {font.Ascent}"
            + $"/Descent {font.Descent}/CapHeight {font.Ascent}/StemV 80/FontFile2 {data} 0 R>>");
        var descendant = file.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity"
            + "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {descriptor} 0 R/W[0[{string.Join(' ', subset.Widths)}]]>>");
        var characters = file.AddStream(Encoding.ASCII.GetBytes(Characters(subset)));
        return file.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
            + $"/ToUnicode {characters} 0 R>>");
    }

    /// <summary>Six letters that tell this subset from others of the same font.</summary>
    private static string Prefix(byte[] content) =>
        string.Concat(SHA256.HashData(content).Take(6).Select(b => (char)('A' + b % 26)));

    private static string Characters(FontSubset subset)
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /Used def /CMapType 2 def\n"
            + "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
            + "1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var hundred in subset.Characters.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{hundred.Length} beginbfchar\n");
            foreach (var (number, rune) in hundred)
            {
                var text = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()));
                map.Append(CultureInfo.InvariantCulture, $"<{number:X4}> <{text}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }
}
