using System.Runtime.CompilerServices;
using System.Text;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>
/// Lines of a NACHA file as they come from the stream, never more than one buffer of it in memory. Lines end with LF
/// or CR LF; a file without any line end is cut every 94 bytes. Each byte is one character (Latin-1), so that what is
/// not ASCII is seen and counted and not guessed at.
/// </summary>
internal static class NachaLines
{
    /// <summary>Every record of the format has so many characters.</summary>
    public const int RecordLength = 94;

    private const int BufferSize = 64 * 1024;

    /// <summary>Of a longer line no more is kept; its length is told whole.</summary>
    private const int MostKept = 256;

    /// <param name="Text">At most <see cref="MostKept"/> characters.</param>
    /// <param name="Length">In bytes, without the line's end.</param>
    public readonly record struct Line(long No, string Text, long Length);

    public static async IAsyncEnumerable<Line> ReadAsync(
        Stream file, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new byte[BufferSize];
        var (kept, no, length, cut, first) = (new byte[MostKept], 0L, 0L, false, true);
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, BufferSize, throwOnEndOfStream: false, ct)) > 0)
        {
            if (first) { (cut, first) = (buffer.AsSpan(0, read).IndexOfAny((byte)'\n', (byte)'\r') < 0, false); }

            for (var i = 0; i < read; i++)
            {
                var b = buffer[i];
                if (b == '\n' || cut && length == RecordLength)
                {
                    yield return Made(++no, kept, length);
                    length = 0;
                    if (b == '\n') { continue; }
                }

                if (length < MostKept) { kept[length] = b; }

                length++;
            }
        }

        if (length > 0) { yield return Made(++no, kept, length); }
    }

    private static Line Made(long no, byte[] kept, long length)
    {
        if (length is > 0 and <= MostKept && kept[length - 1] == '\r') { length--; }

        return new(no, Encoding.Latin1.GetString(kept, 0, (int)Math.Min(length, MostKept)), length);
    }
}
