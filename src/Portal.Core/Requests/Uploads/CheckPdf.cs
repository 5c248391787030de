using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.Common;

namespace Portal.Core.Requests.Uploads;

/// <summary>
/// Whether a PDF only shows: no script, no program started, no file inside, no form of the other kind, no lock that
/// hides what is in it, nothing before its head or behind its end. What is packed is unpacked and looked through, up to
/// a limit. It is kept as it came and only ever offered for download. The work grows with the file and no faster, one
/// file at a time.
/// </summary>
internal static partial class CheckPdf
{
    /// <summary>Bytes of all that one file may unpack to, and of all that is read of it to unpack it.</summary>
    internal const int MostUnpacked = 100 * 1024 * 1024;

    /// <summary>Streams of one file: many times what ten megabytes of pages hold.</summary>
    internal const int MostStreams = 5_000;

    private const int TailLength = 1_024;

    private const int ArchiveTail = 66_000;

    private const int LongestHead = 8_192;

    private static readonly SemaphoreSlim OneAtATime = new(1);

    internal static bool IsPdf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("%PDF-"u8);

    /// <returns>Why it cannot be kept; null when it can.</returns>
    internal static async Task<Refusal?> WhyNotAsync(byte[] bytes, string name, CancellationToken ct)
    {
        await OneAtATime.WaitAsync(ct);
        try
        {
            return WhyNot(bytes, ct) is { } key ? new(key, name) : null;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static string? WhyNot(byte[] bytes, CancellationToken ct)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (!EndsWell(text)) { return "File_PdfBroken"; }

        var names = PdfNames.In(bytes);
        if (names.Locks) { return "File_PdfLocked"; }

        if (names.Acts) { return "File_PdfActs"; }

        // Each begins and ends with the word.
        var words = StreamWord().EnumerateMatches(text);
        var (look, count) = (new LookThrough(bytes), 0);
        foreach (var word in words)
        {
            ct.ThrowIfCancellationRequested();
            if (++count > 2 * MostStreams) { return "File_PdfBomb"; }

            var found = look.From(word.Index + word.Length, ct);
            // Objects that cannot be looked at could be anything.
            var isHidden = !IsEnd(text, word.Index) && HidesObjects(text, word.Index, names, found);
            if (found == LookThrough.Found.TooMuch) { return "File_PdfBomb"; }

            if (found == LookThrough.Found.Acts || isHidden) { return "File_PdfActs"; }
        }

        return null;
    }

    private static bool IsEnd(string text, int word) =>
        word >= 3 && text.AsSpan(word - 3, 3).SequenceEqual("end");

    /// <summary>By its head, from where the stream's object begins: all that a name could hide in.</summary>
    private static bool HidesObjects(string text, int stream, PdfNames names, LookThrough.Found found)
    {
        var first = Math.Max(0, stream - LongestHead);
        if (!names.PacksObjects(first, stream)) { return false; }

        var from = first;
        foreach (var begins in ObjectStart().EnumerateMatches(text.AsSpan(first, stream - first)))
        {
            from = first + begins.Index;
        }

        return names.PacksObjects(from, stream)
            && (found == LookThrough.Found.NotPacked || Predictor().IsMatch(text.AsSpan(from, stream - from)));
    }

    /// <summary>Its end is an end: no more than white space behind, and no archive laid over it.</summary>
    private static bool EndsWell(string text)
    {
        var end = text.LastIndexOf("%%EOF", StringComparison.Ordinal);
        return end >= text.Length - TailLength && text[(end + 5)..].All(c => c is '\r' or '\n' or ' ' or '\t' or '\0')
            && !text[Math.Max(0, text.Length - ArchiveTail)..].Contains("PK\u0005\u0006", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"/Predictor\s+(?:[2-9]|1[0-9])")]
    private static partial Regex Predictor();

    [GeneratedRegex(@"\d\s+\d+\s+obj\b", RegexOptions.NonBacktracking)]
    private static partial Regex ObjectStart();

    [GeneratedRegex(@"stream[ \t\0]*(?:\r\n?|\n)", RegexOptions.NonBacktracking)]
    private static partial Regex StreamWord();

    /// <summary>Looks at what streams unpack to, a piece at a time: nothing of it is kept.</summary>
    private sealed class LookThrough(byte[] bytes)
    {
        private const int Piece = 81_920;

        /// <summary>With the end of the piece before: what a name may reach back into.</summary>
        private readonly byte[] _buffer = new byte[PdfNames.Longest + Piece];
        private long _unpacked;
        private long _read;

        internal enum Found
        {
            Nothing,
            NotPacked,
            TooMuch,
            Acts,
        }

        internal Found From(int from, CancellationToken ct)
        {
            if (from + 2 > bytes.Length || (bytes[from] & 0x0F) != 8
                || ((bytes[from] << 8) + bytes[from + 1]) % 31 != 0)
            {
                return Found.NotPacked;
            }

            using var packed = new MemoryStream(bytes, from, bytes.Length - from, writable: false);
            using var reader = new ZLibStream(packed, CompressionMode.Decompress);
            try
            {
                return Read(reader, ct);
            }
            catch (InvalidDataException)
            {
                // Readers of PDF forgive a fault in the packing; what came before it was looked at.
                return Found.Nothing;
            }
            finally
            {
                _read += packed.Position;
            }
        }

        private Found Read(ZLibStream reader, CancellationToken ct)
        {
            if (_read > MostUnpacked) { return Found.TooMuch; }

            var kept = 0;
            for (int read; (read = reader.Read(_buffer, kept, Piece)) > 0;)
            {
                ct.ThrowIfCancellationRequested();
                _unpacked += read;
                if (_unpacked > MostUnpacked) { return Found.TooMuch; }

                var piece = _buffer.AsSpan(0, kept + read);
                if (PdfNames.ActsIn(piece)) { return Found.Acts; }

                kept = Math.Min(PdfNames.Longest, piece.Length);
                piece[^kept..].CopyTo(_buffer);
            }

            return Found.Nothing;
        }
    }
}
