using System.Buffers.Binary;

namespace Portal.Core.Requests.Uploads;

/// <summary>
/// How a camera was held when it took a JPEG (Exif orientation), before all that Exif says is dropped.
/// </summary>
internal static class PictureTurn
{
    private const ushort Orientation = 0x0112;

    /// <returns>1 to 8; 1, upright, where nothing sound is said.</returns>
    internal static int Of(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] is not (0xDA or 0xD9);)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (at + length > jpeg.Length) { break; }

            var part = jpeg.Slice(at, length);
            if (part[1] == 0xE1 && part.Length > 18 && part[4..].StartsWith("Exif\0\0"u8)) { return Read(part[10..]); }

            at += length;
        }

        return 1;
    }

    private static int Read(ReadOnlySpan<byte> tiff)
    {
        var isLittle = tiff[0] == (byte)'I';
        var first = Long(tiff, 4, isLittle);
        if (first < 8 || first + 2 > tiff.Length) { return 1; }

        var entries = Short(tiff, (int)first, isLittle);
        for (var i = 0; i < entries; i++)
        {
            var at = (int)first + 2 + (i * 12);
            if (at + 12 > tiff.Length) { break; }

            if (Short(tiff, at, isLittle) == Orientation)
            {
                return Short(tiff, at + 8, isLittle) is var turn and >= 1 and <= 8 ? turn : 1;
            }
        }

        return 1;
    }

    private static int Short(ReadOnlySpan<byte> tiff, int at, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(tiff[at..])
        : BinaryPrimitives.ReadUInt16BigEndian(tiff[at..]);

    private static uint Long(ReadOnlySpan<byte> tiff, int at, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[at..])
        : BinaryPrimitives.ReadUInt32BigEndian(tiff[at..]);
}
