namespace Portal.Core.Reads.Files;

/// <summary>What the first bytes of a file tell: whether it is text at all, and whether XML.</summary>
/// <param name="Program">The format it is in when that is no text.</param>
/// <param name="IsFeed">XML of Atom or ESPI, as Green Button is.</param>
public readonly record struct FileHead(string? Program, bool IsEmpty, bool IsXml, bool IsFeed)
{
    private const int Length = 1_024;

    /// <summary>Formats that are often sent for text, by their first bytes.</summary>
    private static readonly (byte[] Start, string Name)[] Known =
    [
        ([0x50, 0x4B, 0x03, 0x04], "ZIP, XLSX"), ([0x50, 0x4B, 0x05, 0x06], "ZIP"), ([0x1F, 0x8B], "GZIP"),
        ([0xD0, 0xCF, 0x11, 0xE0], "XLS"), ("%PDF"u8.ToArray(), "PDF"), ([0x37, 0x7A, 0xBC, 0xAF], "7Z"),
        ("BZh"u8.ToArray(), "BZIP2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "XZ"), ("Rar!"u8.ToArray(), "RAR"),
        ([0x28, 0xB5, 0x2F, 0xFD], "ZSTD"), ([0x89, 0x50, 0x4E, 0x47], "PNG"), ([0xFF, 0xD8, 0xFF], "JPEG"),
    ];

    /// <summary>Looks at the first bytes of a file that can go back, and goes back.</summary>
    public static async Task<FileHead> OfAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var start = file.Position;
        var bytes = new byte[Length];
        var read = await file.ReadAtLeastAsync(bytes, Length, throwOnEndOfStream: false, ct);
        file.Position = start;
        var head = bytes.AsMemory(0, read);
        var name = Known.FirstOrDefault(k => head.Span.StartsWith(k.Start)).Name;
        var isXml = name is null && FirstSign(head.Span) == '<';
        var words = System.Text.Encoding.UTF8.GetString(head.Span).Replace("\0", "", StringComparison.Ordinal);
        return new(name, read == 0, isXml, isXml
            && (words.Contains("<feed", StringComparison.Ordinal) || words.Contains("espi", StringComparison.Ordinal)));
    }

    /// <summary>The first character that is no mark, space or NUL: XML in UTF-16 is found too.</summary>
    private static char FirstSign(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b is not (0xEF or 0xBB or 0xBF or 0xFE or 0xFF or 0 or 9 or 10 or 13 or 32)) { return (char)b; }
        }

        return '\0';
    }
}
