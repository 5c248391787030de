using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>Writes a subset of a font into a file: embedded, with the characters its glyphs stand for.</summary>
internal static class PdfFont
{
    /// <summary>Of each font the subset of the usual characters, which nearly every paper is content with.</summary>
    private static readonly ConcurrentDictionary<TrueTypeFont, Packed> Usual = new();

    /// <returns>The number of the font object that pages name.</returns>
    public static int Write(PdfObjects file, FontSubset subset)
    {
        var font = subset.Font;
        var packed = subset.IsUsual ? Usual.GetOrAdd(font, f => Pack(new(f))) : Pack(subset);
        var name = $"{packed.Prefix}+{font.Name}";
        var data = file.AddPacked(packed.Content, $"/Length1 {packed.Length}", isShared: subset.IsUsual);
        var box = string.Join(' ', font.Box);
        var descriptor = file.Add(
            $"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {font.Ascent}"
            + $"/Descent {font.Descent}/CapHeight {font.Ascent}/StemV 80/FontFile2 {PdfObjects.Ref(data)}>>");
        var descendant = file.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity"
            + "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {PdfObjects.Ref(descriptor)}/W[0[{packed.Widths}]]>>");
        var characters = file.AddPacked(packed.Characters, isShared: subset.IsUsual);
        return file.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            + $"/DescendantFonts[{PdfObjects.Ref(descendant)}]/ToUnicode {PdfObjects.Ref(characters)}>>");
    }

    private static Packed Pack(FontSubset subset)
    {
        var content = subset.ToFile();
        return new(
            Prefix(content), PdfObjects.Packed(content), content.Length, string.Join(' ', subset.Widths),
            PdfObjects.Packed(Encoding.ASCII.GetBytes(Characters(subset))));
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

    /// <param name="Content">The font file, compressed.</param>
    /// <param name="Length">Of the font file before that.</param>
    private sealed record Packed(string Prefix, byte[] Content, int Length, string Widths, byte[] Characters);
}
