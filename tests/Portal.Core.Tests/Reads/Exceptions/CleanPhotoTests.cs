using System.Buffers.Binary;
using System.Text;
using Portal.Core.Reads.Exceptions;

namespace Portal.Core.Tests.Reads.Exceptions;

/// <summary>A photo is what its bytes are, and nothing but the picture is kept of it.</summary>
public sealed class CleanPhotoTests
{
    [Fact]
    public void A_jpeg_keeps_its_picture_and_loses_place_owner_comment_and_tail()
    {
        var photo = CleanPhoto.Of(Jpeg("Exif GPS 47.6", "by Ana", "<script>"));

        Assert.Equal("image/jpeg", photo!.MediaType);
        Assert.Equal(Jpeg(null, null, ""), photo.Bytes);
    }

    [Fact]
    public void A_png_keeps_its_picture_and_loses_text_and_tail()
    {
        byte[] dirty = [.. Png()[..33], .. Part("tEXt", "Author\0Ana"u8.ToArray()), .. Png()[33..], .. "PK<script>"u8];

        Assert.Equal(Png(), CleanPhoto.Of(dirty)!.Bytes);
    }

    [Theory]
    [InlineData("GIF89a")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("")]
    [InlineData("PK\u0003\u0004")]
    public void Another_kind_of_file_is_none(string file) => Assert.Null(CleanPhoto.Of(Encoding.Latin1.GetBytes(file)));

    [Fact]
    public void A_photo_cut_off_is_none()
    {
        Assert.Null(CleanPhoto.Of(Png().AsSpan(..^4)));
        Assert.Null(CleanPhoto.Of(Jpeg(null, null, "").AsSpan(..^2)));
        Assert.Null(CleanPhoto.Of(Jpeg(null, null, "").AsSpan(..10)));
    }

    [Fact]
    public void A_picture_of_a_hundred_thousand_pixels_a_side_is_none()
    {
        var png = Png();
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 100_000);

        Assert.Null(CleanPhoto.Of(png));
    }

    /// <summary>One pixel, as far as our reader looks: the parts are whole, the sums are not checked.</summary>
    internal static byte[] Png() =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
        .. Part("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        .. Part("IDAT", [0x78, 0x9C, 0x63, 0, 0, 0, 2, 0, 1]), .. Part("IEND", []),
    ];

    private static byte[] Part(string name, byte[] content)
    {
        var part = new byte[12 + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(part, (uint)content.Length);
        Encoding.ASCII.GetBytes(name).CopyTo(part, 4);
        content.CopyTo(part, 8);
        return part;
    }

    private static byte[] Jpeg(string? exif, string? comment, string tail) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. exif is null ? [] : Segment(0xE1, Encoding.ASCII.GetBytes(exif)),
        .. comment is null ? [] : Segment(0xFE, Encoding.ASCII.GetBytes(comment)),
        .. Segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56,
        0xFF, 0xD9, .. Encoding.ASCII.GetBytes(tail),
    ];

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
