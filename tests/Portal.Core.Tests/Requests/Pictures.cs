using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using StbImageWriteSharp;

namespace Portal.Core.Tests.Requests;

/// <summary>Pictures and PDFs, honest and not.</summary>
internal static class Pictures
{
    /// <summary>Left half red, right half blue.</summary>
    internal static byte[] Jpeg(int width, int height)
    {
        var dots = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++) { dots[(i * 3) + (i % width < width / 2 ? 0 : 2)] = 255; }

        using var file = new MemoryStream();
        new ImageWriter().WriteJpg(dots, width, height, ColorComponents.RedGreenBlue, file, 90);
        return file.ToArray();
    }

    /// <summary>The same with what cameras write: how it was held, and a place.</summary>
    internal static byte[] WithExif(byte[] jpeg, byte orientation)
    {
        byte[] tiff = [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff, .. "GPS 47.6097,-122.3331"u8];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <param name="packed">What stands where the dots should be; null for as many as the sides need.</param>
    internal static byte[] Png(int width, int height, byte[]? packed = null)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Part("IHDR", head),
            .. Part("IDAT", packed ?? Packed(new byte[height * ((width * 3) + 1)])), .. Part("IEND", []),
        ];
    }

    internal static byte[] Packed(byte[] plain) => Packed(1, (stream, _) => stream.Write(plain));

    /// <summary>Zeros that pack a thousandfold.</summary>
    internal static byte[] PackedZeros(long length)
    {
        var block = new byte[1 << 20];
        return Packed(length, (stream, left) => stream.Write(block, 0, (int)Math.Min(block.Length, left)));
    }

    private static byte[] Packed(long length, Action<Stream, long> write)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var left = length; left > 0; left -= 1 << 20) { write(stream, left); }
        }

        return packed.ToArray();
    }

    /// <summary>A PDF of one empty page, with something in its catalog or a stream besides.</summary>
    internal static byte[] Pdf(string catalog = "", byte[]? stream = null, string dictionary = "/Filter /FlateDecode")
    {
        using var file = new MemoryStream();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write($"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R {catalog} >> endobj\n");
        Write("2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n");
        Write("3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >> endobj\n");
        if (stream is not null)
        {
            Write($"4 0 obj << /Length {stream.Length} {dictionary} >>\nstream\n");
            file.Write(stream);
            Write("\nendstream endobj\n");
        }

        Write("trailer << /Root 1 0 R >>\n%%EOF\n");
        return file.ToArray();
    }

    private static byte[] Part(string name, byte[] content)
    {
        var part = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(part, content.Length);
        Encoding.ASCII.GetBytes(name, part.AsSpan(4));
        content.CopyTo(part, 8);
        return part;
    }
}
