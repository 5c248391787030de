using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.Common;

namespace Portal.Core.Requests.Uploads;

/// <summary>
/// Whether a PDF only shows: no script, no program started, no file inside, no form of the other kind, no lock that
/// hides what is in it, nothing before its head or behind its end. What is packed is unpacked and looked through, up to
/// a limit. It is kept as it came and only ever offered for download.
/// </summary>
internal static partial class CheckPdf
{
    /// <summary>Bytes of all that one file may unpack to.</summary>
    internal const int MostUnpacked = 100 * 1024 * 1024;

    private const int TailLength = 1_024;

    private const int ArchiveTail = 66_000;

    private const int LongestName = 128;

    private const int LongestHead = 8_192;

    internal static bool IsPdf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("%PDF-"u8);

    internal static Refusal? WhyNot(byte[] bytes, string name)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (!EndsWell(text)) { return new("File_PdfBroken", name); }

        if (Locked().IsMatch(text)) { return new("File_PdfLocked", name); }

        if (Acts(text)) { return new("File_PdfActs", name); }

        var left = MostUnpacked;
        foreach (Match stream in StreamStart().Matches(text))
        {
            var head = HeadBefore(text, stream.Index);
            var found = LookThrough(bytes, stream.Index + stream.Length, ref left);
            // Objects that cannot be looked at could be anything.
            var isHidden = Named(head, "/ObjStm") && (found == Found.NotPacked || Predictor().IsMatch(head));
            if (found == Found.TooMuch) { return new("File_PdfBomb", name); }

            if (found == Found.Acts || isHidden) { return new("File_PdfActs", name); }
        }

        return null;
    }

    /// <summary>From where the stream's object begins; all that a name could hide in.</summary>
    private static string HeadBefore(string text, int stream)
    {
        var from = 0;
        foreach (Match begins in ObjectStart().Matches(text[Math.Max(0, stream - LongestHead)..stream]))
        {
            from = begins.Index;
        }

        return text[(Math.Max(0, stream - LongestHead) + from)..stream];
    }

    private enum Found
    {
        Nothing,
        NotPacked,
        TooMuch,
        Acts,
    }

    /// <summary>Its end is an end: no more than white space behind, and no archive laid over it.</summary>
    private static bool EndsWell(string text)
    {
        var end = text.LastIndexOf("%%EOF", StringComparison.Ordinal);
        return end >= text.Length - TailLength && text[(end + 5)..].All(c => c is '\r' or '\n' or ' ' or '\t' or '\0')
            && !text[Math.Max(0, text.Length - ArchiveTail)..].Contains("PK\u0005\u0006", StringComparison.Ordinal);
    }

    private static bool Acts(string text) => Acting().IsMatch(text) || (text.Contains('#', StringComparison.Ordinal)
        && EscapedName().Matches(text).Any(m => Acting().IsMatch(Unescaped(m.Value) + " ")));

    private static bool Named(string text, string name) =>
        text.Contains(name, StringComparison.Ordinal)
        || EscapedName().Matches(text).Any(m => Unescaped(m.Value) == name);

    /// <summary>A PDF name may write any letter as # and two digits.</summary>
    private static string Unescaped(string name) => Escape().Replace(
        name, m => ((char)Convert.ToInt32(m.Value[1..], 16)).ToString());

    /// <summary>Looks at what a stream unpacks to, a piece at a time: nothing of it is kept.</summary>
    private static Found LookThrough(byte[] bytes, int from, ref int left)
    {
        if (from + 2 > bytes.Length || (bytes[from] & 0x0F) != 8 || ((bytes[from] << 8) + bytes[from + 1]) % 31 != 0)
        {
            return Found.NotPacked;
        }

        using var packed = new MemoryStream(bytes, from, bytes.Length - from, writable: false);
        using var reader = new ZLibStream(packed, CompressionMode.Decompress);
        var (buffer, before) = (new byte[81_920], "");
        try
        {
            for (int read; (read = reader.Read(buffer)) > 0;)
            {
                left -= read;
                if (left <= 0) { return Found.TooMuch; }

                var piece = before + Encoding.Latin1.GetString(buffer, 0, read);
                if (Acts(piece)) { return Found.Acts; }

                before = piece[^Math.Min(LongestName, piece.Length)..];
            }
        }
        catch (InvalidDataException)
        {
            // Readers of PDF forgive a fault in the packing; what came before it was looked at.
        }

        return Found.Nothing;
    }

    [GeneratedRegex(@"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition|Movie|Sound)(?![^\s\0/<>\[\]{}()%])")]
    private static partial Regex Acting();

    [GeneratedRegex(@"/Encrypt(?![^\s\0/<>\[\]{}()%])")]
    private static partial Regex Locked();

    [GeneratedRegex(@"/[A-Za-z0-9#]*#[0-9A-Fa-f]{2}[A-Za-z0-9#]*", RegexOptions.NonBacktracking)]
    private static partial Regex EscapedName();

    [GeneratedRegex("#[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex(@"/Predictor\s+(?:[2-9]|1[0-9])")]
    private static partial Regex Predictor();

    [GeneratedRegex(@"\d\s+\d+\s+obj\b")]
    private static partial Regex ObjectStart();

    [GeneratedRegex(@"stream[ \t\0]*(?:\r\n?|\n)", RegexOptions.NonBacktracking)]
    private static partial Regex StreamStart();
}
