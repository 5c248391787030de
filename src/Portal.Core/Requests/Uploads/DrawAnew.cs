using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using StbImageSharp;
using StbImageWriteSharp;

namespace Portal.Core.Requests.Uploads;

/// <summary>
/// A JPEG or PNG taken down to its dots and drawn anew as a JPEG: whatever else was in the file (place, owner, scripts,
/// another file behind it) is gone. Before anything is unpacked the parts are walked and the sides, scans and packed
/// size held against limits (decision 34). One at a time, so that the largest pictures cannot fill the machine.
/// </summary>
internal static class DrawAnew
{
    /// <summary>Dots of the largest picture: what today's phones take.</summary>
    internal const long MostDots = 40_000_000;

    /// <summary>Bytes of its dots as they are unpacked: 16 bits of four colors are eight for each.</summary>
    internal const long MostBytes = 4 * MostDots;

    /// <summary>The longer side of what is kept, enough to read a photographed page.</summary>
    internal const int LongestSide = 2_400;

    private const int Quality = 85;

    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Refuses what is no JPEG or PNG, too many dots, and what cannot be drawn.</summary>
    internal static async Task<Outcome<byte[]>> RunAsync(byte[] bytes, string name, CancellationToken ct)
    {
        if (!PictureSides.IsPicture(bytes)) { return new Refusal("File_Kind", name); }

        if (CleanPhoto.Of(bytes) is not { } photo || PictureSides.Of(photo) is not { } sides)
        {
            return PictureSides.OfWhatItSays(bytes) is { } said && said.Dots > MostDots
                ? new Refusal("File_Sides", name, MostDots / 1_000_000)
                : new Refusal("File_Broken", name);
        }

        if (sides.Dots > MostDots || sides.RowBytes * sides.Height > MostBytes)
        {
            return new Refusal("File_Sides", name, MostDots / 1_000_000);
        }

        if (!PictureSides.UnpacksToItsSides(photo, sides)) { return new Refusal("File_Broken", name); }

        await OneAtATime.WaitAsync(ct);
        try
        {
            return Drawn(photo.Bytes, PictureTurn.Of(bytes)) is { } jpeg ? jpeg : new Refusal("File_Broken", name);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static byte[]? Drawn(byte[] bytes, int turn)
    {
        ImageResult picture;
        try
        {
            picture = ImageResult.FromMemory(bytes, StbImageSharp.ColorComponents.RedGreenBlueAlpha);
        }
        catch (Exception fault) when (fault is InvalidOperationException or IndexOutOfRangeException
            or ArgumentException or NullReferenceException or EndOfStreamException or OverflowException
            or OutOfMemoryException)
        {
            return null;
        }

        var small = Dots.Shrunk(picture.Data, picture.Width, picture.Height, LongestSide).Turned(turn);
        using var jpeg = new MemoryStream();
        new ImageWriter().WriteJpg(
            small.Rgb, small.Width, small.Height, StbImageWriteSharp.ColorComponents.RedGreenBlue, jpeg, Quality);
        return jpeg.ToArray();
    }
}

/// <summary>A picture as its dots, three bytes each.</summary>
internal sealed record Dots(byte[] Rgb, int Width, int Height)
{
    /// <summary>
    /// Made smaller by a whole number until no side is longer, each dot the mean of those it stands for; what was
    /// transparent becomes white.
    /// </summary>
    internal static Dots Shrunk(byte[] rgba, int width, int height, int longestSide)
    {
        var by = (Math.Max(width, height) + longestSide - 1) / longestSide;
        var (wide, high) = (Math.Max(1, width / by), Math.Max(1, height / by));
        var small = new byte[wide * high * 3];
        for (var y = 0; y < high; y++)
        {
            for (var x = 0; x < wide; x++)
            {
                Mean(rgba, width, height, x * by, y * by, by, small.AsSpan(((y * wide) + x) * 3, 3));
            }
        }

        return new(small, wide, high);
    }

    private static void Mean(byte[] rgba, int width, int height, int left, int top, int by, Span<byte> dot)
    {
        var (red, green, blue, count) = (0, 0, 0, 0);
        for (var y = top; y < Math.Min(top + by, height); y++)
        {
            for (var x = left; x < Math.Min(left + by, width); x++, count++)
            {
                var at = ((y * width) + x) * 4;
                var (alpha, white) = (rgba[at + 3], 255 - rgba[at + 3]);
                red += ((rgba[at] * alpha) / 255) + white;
                green += ((rgba[at + 1] * alpha) / 255) + white;
                blue += ((rgba[at + 2] * alpha) / 255) + white;
            }
        }

        (dot[0], dot[1], dot[2]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    /// <summary>Upright, by what the camera wrote of how it was held (Exif orientation, 1 to 8).</summary>
    internal Dots Turned(int turn)
    {
        if (turn is < 2 or > 8) { return this; }

        var (wide, high) = turn >= 5 ? (Height, Width) : (Width, Height);
        var turned = new byte[Rgb.Length];
        for (var y = 0; y < high; y++)
        {
            for (var x = 0; x < wide; x++)
            {
                var (fromX, fromY) = turn switch
                {
                    2 => (Width - 1 - x, y),
                    3 => (Width - 1 - x, Height - 1 - y),
                    4 => (x, Height - 1 - y),
                    5 => (y, x),
                    6 => (y, Height - 1 - x),
                    7 => (Width - 1 - y, Height - 1 - x),
                    _ => (Width - 1 - y, x),
                };
                Rgb.AsSpan(((fromY * Width) + fromX) * 3, 3).CopyTo(turned.AsSpan(((y * wide) + x) * 3, 3));
            }
        }

        return new(turned, wide, high);
    }
}
