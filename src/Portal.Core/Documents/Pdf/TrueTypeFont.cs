using System.Buffers.Binary;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>A TrueType font file, read where it is asked (cmap formats 4 and 12, glyf outlines).</summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] _file;
    private readonly Dictionary<string, (int At, int Length)> _tables = [];
    private readonly int _cmap;
    private readonly bool _longLoca;
    private readonly int _metrics;

    public TrueTypeFont(string name, byte[] file)
    {
        Name = name;
        _file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + 16 * i;
            _tables[Encoding.ASCII.GetString(file, at, 4)] = (I32(at + 8), I32(at + 12));
        }

        UnitsPerEm = U16(Table("head") + 18);
        _longLoca = U16(Table("head") + 50) == 1;
        _metrics = U16(Table("hhea") + 34);
        _cmap = BestCmap();
    }

    public string Name { get; }

    public int UnitsPerEm { get; }

    /// <summary>In thousandths of the type size, as PDF counts; so are the next three.</summary>
    public int Ascent => Thousandths(I16(Table("hhea") + 4));

    public int Descent => Thousandths(I16(Table("hhea") + 6));

    /// <summary>Left, bottom, right, top of the largest glyph.</summary>
    public int[] Box => [.. Enumerable.Range(0, 4).Select(i => Thousandths(I16(Table("head") + 36 + 2 * i)))];

    /// <summary>The glyph of a character; 0, an empty box, when the font has none.</summary>
    public int GlyphOf(Rune rune) => U16(_cmap) == 12 ? InGroups((uint)rune.Value) : InSegments(rune.Value);

    /// <summary>How far the pen moves.</summary>
    public int WidthOf(int glyph) => Thousandths(U16(Table("hmtx") + 4 * Math.Min(glyph, _metrics - 1)));

    /// <summary>A table as it stands in the file; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Raw(string table) =>
        _tables.TryGetValue(table, out var place) ? _file.AsSpan(place.At, place.Length) : [];

    /// <summary>Outlines of a glyph; empty for a space.</summary>
    internal ReadOnlySpan<byte> Outline(int glyph)
    {
        var loca = Table("loca");
        var (from, to) = _longLoca
            ? (I32(loca + 4 * glyph), I32(loca + 4 * glyph + 4))
            : (2 * U16(loca + 2 * glyph), 2 * U16(loca + 2 * glyph + 2));
        return _file.AsSpan(Table("glyf") + from, to - from);
    }

    /// <summary>Advance and left side bearing of a glyph, in font units.</summary>
    internal (ushort Advance, short Bearing) Metrics(int glyph)
    {
        var hmtx = Table("hmtx");
        return glyph < _metrics
            ? ((ushort)U16(hmtx + 4 * glyph), (short)I16(hmtx + 4 * glyph + 2))
            : ((ushort)U16(hmtx + 4 * _metrics - 4), (short)I16(hmtx + 4 * _metrics + 2 * (glyph - _metrics)));
    }

    private int BestCmap()
    {
        var cmap = Table("cmap");
        var found = 0;
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var at = cmap + I32(cmap + 8 + 8 * i);
            var format = U16(at);
            if (format == 12 || (format == 4 && found == 0))
            {
                found = at;
            }
        }

        return found > 0 ? found : throw new InvalidOperationException($"{Name} has no table of characters.");
    }

    private int InGroups(uint character)
    {
        var (low, high) = (0, I32(_cmap + 12) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var at = _cmap + 16 + 12 * middle;
            var first = (uint)I32(at);
            if (character < first)
            {
                high = middle - 1;
            }
            else if (character > (uint)I32(at + 4))
            {
                low = middle + 1;
            }
            else
            {
                return I32(at + 8) + (int)(character - first);
            }
        }

        return 0;
    }

    private int InSegments(int character)
    {
        var doubled = U16(_cmap + 6);
        for (var i = 0; i < doubled; i += 2)
        {
            if (character > U16(_cmap + 14 + i))
            {
                continue;
            }

            var start = U16(_cmap + 16 + doubled + i);
            if (character < start)
            {
                return 0;
            }

            var delta = U16(_cmap + 16 + 2 * doubled + i);
            var offsetAt = _cmap + 16 + 3 * doubled + i;
            var offset = U16(offsetAt);
            var glyph = offset == 0 ? character : U16(offsetAt + offset + 2 * (character - start));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    private int Thousandths(int units) => (int)Math.Round(units * 1000.0 / UnitsPerEm);

    private int Table(string name) => _tables.TryGetValue(name, out var place)
        ? place.At
        : throw new InvalidOperationException($"{Name} has no table {name}.");

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private int I32(int at) => BinaryPrimitives.ReadInt32BigEndian(_file.AsSpan(at));
}
