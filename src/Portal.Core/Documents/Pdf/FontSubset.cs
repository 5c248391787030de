using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>
/// The glyphs of one font that one paper uses: first the usual characters of the text fonts, the same in every paper,
/// then others in order of first use; 0 is the empty box. Becomes a font file of its own with nothing else in it.
/// </summary>
internal sealed class FontSubset
{
    /// <summary>What English and Spanish bills are written with.</summary>
    private static readonly string Usual =
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)) + "áéíóúüñÁÉÍÓÚÜÑ¿¡·–—−’‘“”…×";

    private readonly TrueTypeFont _font;
    private readonly List<int> _glyphs = [0];
    private readonly Dictionary<int, int> _numbers = new() { [0] = 0 };
    private readonly int _usual;

    public FontSubset(TrueTypeFont font)
    {
        _font = font;
        if (font.Name is PrintedFonts.Text or PrintedFonts.Bold)
        {
            Encode(Usual);
            _usual = _glyphs.Count;
        }
    }

    public TrueTypeFont Font => _font;

    /// <summary>No other characters were drawn than the usual ones.</summary>
    public bool IsUsual => _glyphs.Count == _usual;

    /// <summary>What each number was drawn for, for readers who copy the text.</summary>
    public SortedDictionary<int, Rune> Characters { get; } = [];

    /// <summary>Widths by number.</summary>
    public IEnumerable<int> Widths => _glyphs.Select(_font.WidthOf);

    /// <summary>The characters as their numbers, four hexadecimal digits each.</summary>
    public string Encode(string words)
    {
        var text = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            var number = NumberOf(_font.GlyphOf(rune));
            Characters.TryAdd(number, rune);
            text.Append(CultureInfo.InvariantCulture, $"{number:X4}");
        }

        return text.ToString();
    }

    /// <summary>The font file to embed.</summary>
    public byte[] ToFile()
    {
        var (loca, glyf) = Outlines();
        var head = _font.Raw("head").ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var hhea = _font.Raw("hhea").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), (ushort)_glyphs.Count);
        var maxp = _font.Raw("maxp").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)_glyphs.Count);
        (string Name, byte[] Content)[] tables =
        [
            ("cvt ", _font.Raw("cvt ").ToArray()),
            ("fpgm", _font.Raw("fpgm").ToArray()),
            ("glyf", glyf),
            ("head", head),
            ("hhea", hhea),
            ("hmtx", Metrics()),
            ("loca", loca),
            ("maxp", maxp),
            ("prep", _font.Raw("prep").ToArray()),
        ];
        return Assemble([.. tables.Where(t => t.Content.Length > 0)]);
    }

    private int NumberOf(int glyph)
    {
        if (!_numbers.TryGetValue(glyph, out var number))
        {
            number = _glyphs.Count;
            _glyphs.Add(glyph);
            _numbers.Add(glyph, number);
        }

        return number;
    }

    /// <summary>The list grows while it is walked: accented letters are made of glyphs not drawn alone.</summary>
    private (byte[] Loca, byte[] Glyf) Outlines()
    {
        using var glyf = new MemoryStream();
        var offsets = new List<int> { 0 };
        for (var i = 0; i < _glyphs.Count; i++)
        {
            var outline = _font.Outline(_glyphs[i]).ToArray();
            if (outline.Length > 0 && BinaryPrimitives.ReadInt16BigEndian(outline) < 0)
            {
                RenumberParts(outline);
            }

            glyf.Write(outline);
            glyf.Write(new byte[(4 - (int)glyf.Length % 4) % 4]);
            offsets.Add((int)glyf.Length);
        }

        var loca = new byte[4 * offsets.Count];
        foreach (var (index, offset) in offsets.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(4 * index), offset);
        }

        return (loca, glyf.ToArray());
    }

    private void RenumberParts(byte[] outline)
    {
        var at = 10;
        ushort flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at));
            var part = outline.AsSpan(at + 2);
            var number = NumberOf(BinaryPrimitives.ReadUInt16BigEndian(part));
            BinaryPrimitives.WriteUInt16BigEndian(part, (ushort)number);
            at += 4 + ((flags & 0x0001) != 0 ? 4 : 2);
            at += (flags & 0x0008) != 0 ? 2 : (flags & 0x0040) != 0 ? 4 : (flags & 0x0080) != 0 ? 8 : 0;
        }
        while ((flags & 0x0020) != 0);
    }

    private byte[] Metrics()
    {
        var hmtx = new byte[4 * _glyphs.Count];
        foreach (var (index, glyph) in _glyphs.Index())
        {
            var (advance, bearing) = _font.Metrics(glyph);
            BinaryPrimitives.WriteUInt16BigEndian(hmtx.AsSpan(4 * index), advance);
            BinaryPrimitives.WriteInt16BigEndian(hmtx.AsSpan(4 * index + 2), bearing);
        }

        return hmtx;
    }

    private static byte[] Assemble((string Name, byte[] Content)[] tables)
    {
        var power = (int)Math.Log2(tables.Length);
        var file = new List<byte>();
        Add16(0x0001, 0x0000, tables.Length, 16 << power, power, 16 * (tables.Length - (1 << power)));
        var at = 12 + 16 * tables.Length;
        foreach (var (name, content) in tables)
        {
            file.AddRange(Encoding.ASCII.GetBytes(name));
            var sum = Sum(content);
            Add32(sum, (uint)at, (uint)content.Length);
            at += (content.Length + 3) / 4 * 4;
        }

        foreach (var (_, content) in tables)
        {
            file.AddRange(content);
            file.AddRange(new byte[(4 - content.Length % 4) % 4]);
        }

        return [.. file];

        void Add32(params uint[] values) =>
            Add16([.. values.SelectMany(v => new[] { (int)(v >> 16), (int)(v & 0xFFFF) })]);

        void Add16(params int[] values) => file.AddRange(values.SelectMany(v => new[] { (byte)(v >> 8), (byte)v }));
    }

    private static uint Sum(byte[] content)
    {
        var sum = 0u;
        for (var i = 0; i < content.Length; i++)
        {
            sum += (uint)content[i] << (24 - 8 * (i % 4));
        }

        return sum;
    }
}
