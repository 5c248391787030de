using System.Buffers.Binary;
using System.IO.Compression;
using Portal.Core.Reads.Exceptions;

namespace Portal.Core.Requests.Uploads;

/// <summary>How large a picture says it is, read from its parts before anything of it is unpacked.</summary>
/// <param name="RowBytes">Bytes of one unpacked row of a PNG.</param>
internal sealed record PictureSides(int Width, int Height, long RowBytes = 0)
{
    /// <summary>A drawing comes in some ten scans; hundreds are made to keep a machine busy.</summary>
    private const int MostScans = 40;

    internal long Dots => (long)Width * Height;

    internal static bool IsPicture(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Null when it has no one frame, or more scans than any honest picture.</summary>
    internal static PictureSides? Of(CleanPhoto photo) =>
        photo.MediaType == "image/png" ? OfPng(photo.Bytes) : OfJpeg(photo.Bytes);

    /// <summary>What the head of a PNG says, sound or not; null of others.</summary>
    internal static PictureSides? OfWhatItSays(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 29 && bytes.Slice(12, 4).SequenceEqual("IHDR"u8) ? OfPng(bytes) : null;

    /// <summary>A PNG's packed dots come to no more and no less than its sides need.</summary>
    internal static bool UnpacksToItsSides(CleanPhoto photo, PictureSides sides)
    {
        if (photo.MediaType != "image/png") { return true; }

        using var packed = PackedDots(photo.Bytes);
        var (least, left) = (sides.RowBytes * sides.Height, (sides.RowBytes * sides.Height * 2) + 4_096);
        var buffer = new byte[81_920];
        var total = 0L;
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            for (int read; left >= 0 && (read = unpacked.Read(buffer)) > 0; left -= read) { total += read; }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return left >= 0 && total >= least;
    }

    private static MemoryStream PackedDots(ReadOnlySpan<byte> png)
    {
        var packed = new MemoryStream(png.Length);
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (png.Slice(at + 4, 4).SequenceEqual("IDAT"u8)) { packed.Write(png.Slice(at + 8, length)); }

            at += length + 12;
        }

        packed.Position = 0;
        return packed;
    }

    private static PictureSides? OfPng(ReadOnlySpan<byte> png)
    {
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(png[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(png[20..]));
        var (bits, color) = (png[24], png[25]);
        var samples = color switch { 0 or 3 => 1, 4 => 2, 2 => 3, 6 => 4, _ => 0 };
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || samples == 0 || bits is 0 or > 16)
        {
            return null;
        }

        // In passes of an interlaced one each row has a filter byte of its own: never less than this.
        return new((int)width, (int)height, (((long)width * samples * bits) + 7) / 8);
    }

    private static PictureSides? OfJpeg(ReadOnlySpan<byte> jpeg)
    {
        PictureSides? found = null;
        var scans = 0;
        for (var at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] != 0xD9;)
        {
            var marker = jpeg[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (found is not null || marker > 0xC2) { return null; }

                found = new(
                    BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (marker != 0xDA) { continue; }

            scans++;
            while (at + 1 < jpeg.Length
                && (jpeg[at] != 0xFF || jpeg[at + 1] is 0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                at++;
            }
        }

        return scans is > 0 and <= MostScans ? found : null;
    }
}
