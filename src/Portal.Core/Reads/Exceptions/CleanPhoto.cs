using System.Buffers.Binary;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// A photo reduced to its picture: every part that is not needed to draw it (where it was taken, by whom, thumbnails,
/// comments, anything behind its end) is left out.
/// </summary>
public sealed record CleanPhoto(string MediaType, byte[] Bytes)
{
    private const int LargestSide = 20_000;

    private static readonly string[] PngParts =
        ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "pHYs", "IDAT", "IEND"];

    /// <summary>Null when the bytes are no sound JPEG or PNG.</summary>
    public static CleanPhoto? Of(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg(bytes)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? Png(bytes)
        : null;

    private static CleanPhoto? Jpeg(ReadOnlySpan<byte> bytes)
    {
        var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..2]);
        var (at, hasFrame) = (2, false);
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker == 0xD9)
            {
                clean.Write([0xFF, 0xD9]);
                return hasFrame ? new("image/jpeg", clean.ToArray()) : null;
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 4 || at + length > bytes.Length) { return null; }

            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame && !SideFits(bytes.Slice(at + 5, 4))) { return null; }

            hasFrame |= isFrame;
            // Of the application's parts only JFIF, the colour profile and Adobe's colour transform draw anything.
            if (marker is not (>= 0xE1 and <= 0xEF or 0xFE) || marker is 0xE2 or 0xEE)
            {
                clean.Write(bytes.Slice(at, length));
            }

            at += length;
            if (marker == 0xDA)
            {
                var end = EndOfScan(bytes, at);
                clean.Write(bytes[at..end]);
                at = end;
            }
        }

        // Ended without its end mark, or at it with nothing after.
        if (at + 2 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] == 0xD9 && hasFrame)
        {
            clean.Write([0xFF, 0xD9]);
            return new("image/jpeg", clean.ToArray());
        }

        return null;
    }

    /// <summary>Sides of a frame: height, then width, two bytes each.</summary>
    private static bool SideFits(ReadOnlySpan<byte> sides) =>
        BinaryPrimitives.ReadUInt16BigEndian(sides) is > 0 and <= LargestSide
        && BinaryPrimitives.ReadUInt16BigEndian(sides[2..]) is > 0 and <= LargestSide;

    /// <summary>Where the coded picture ends: at the next mark that is neither a filler nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        while (at + 1 < bytes.Length)
        {
            if (bytes[at] == 0xFF && bytes[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7))) { return at; }

            at++;
        }

        return bytes.Length;
    }

    private static CleanPhoto? Png(ReadOnlySpan<byte> bytes)
    {
        var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..8]);
        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > (uint)(bytes.Length - at - 12)) { return null; }

            var name = System.Text.Encoding.ASCII.GetString(bytes.Slice(at + 4, 4));
            if (at == 8 && (name != "IHDR" || length != 13 || !PngFits(bytes.Slice(at + 8, 8)))) { return null; }

            if (PngParts.Contains(name)) { clean.Write(bytes.Slice(at, (int)length + 12)); }

            if (name == "IEND") { return new("image/png", clean.ToArray()); }

            at += (int)length + 12;
        }

        return null;
    }

    private static bool PngFits(ReadOnlySpan<byte> sides) =>
        BinaryPrimitives.ReadUInt32BigEndian(sides) is > 0 and <= LargestSide
        && BinaryPrimitives.ReadUInt32BigEndian(sides[4..]) is > 0 and <= LargestSide;
}
