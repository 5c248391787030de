using System.IO.Compression;
using System.Text;
using Portal.Core.Common;
using Portal.Core.Requests.Uploads;
using StbImageSharp;

namespace Portal.Core.Tests.Requests;

/// <summary>Files of strangers: kept only as what we drew or looked through ourselves.</summary>
public sealed class CleanUploadTests
{
    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("../../etc/passwd.jpg", "passwd.jpg")]
    [InlineData(@"C:\fakepath\Factura de luz.JPEG", "Factura de luz.jpg")]
    [InlineData("bill.pdf.exe", "bill-pdf.jpg")]
    [InlineData("x\r\nSet-Cookie: a=b.png", "x-Set-Cookie-a-b.jpg")]
    [InlineData("\u202Egpj.exe", "gpj.jpg")]
    [InlineData("写真.png", "写真.jpg")]
    [InlineData("<script>alert(1)</script>.png", "script.jpg")]
    [InlineData("", "file.jpg")]
    [InlineData("...", "file.jpg")]
    public async Task A_name_is_made_harmless_and_gets_the_ending_of_its_kind(string sent, string kept) =>
        Assert.Equal(kept, (await DoneAsync(sent, Pictures.Jpeg(16, 16))).Name);

    [Fact]
    public async Task A_picture_is_drawn_anew_without_what_else_was_in_it()
    {
        var sent = Pictures.WithExif(Pictures.Jpeg(64, 32), orientation: 6);
        byte[] polyglot = [.. sent, .. "<script>alert(1)</script>PK\u0003\u0004"u8];

        var kept = await DoneAsync("p.jpg", polyglot);

        Assert.Equal("image/jpeg", kept.MediaType);
        var text = Encoding.Latin1.GetString(kept.Bytes);
        Assert.DoesNotContain("GPS", text, StringComparison.Ordinal);
        Assert.DoesNotContain("script", text, StringComparison.Ordinal);
        var drawn = ImageResult.FromMemory(kept.Bytes, ColorComponents.RedGreenBlue);
        // Held upright: the red left half has become the upper one.
        Assert.Equal((32, 64), (drawn.Width, drawn.Height));
        Assert.True(drawn.Data[0] > 200 && drawn.Data[2] < 60);
        Assert.True(drawn.Data[^1] > 200 && drawn.Data[^3] < 60);
    }

    [Fact]
    public async Task A_png_becomes_a_jpeg_and_a_large_picture_smaller()
    {
        var kept = await DoneAsync("scan.png", Pictures.Png(5_000, 200));

        var drawn = ImageResult.FromMemory(kept.Bytes, ColorComponents.RedGreenBlue);
        Assert.Equal((1_666, 66), (drawn.Width, drawn.Height));
    }

    [Theory]
    [InlineData("File_Empty", "empty")]
    [InlineData("File_Large", "large")]
    [InlineData("File_Heic", "heic")]
    [InlineData("File_Heic", "avif")]
    [InlineData("File_Kind", "html")]
    [InlineData("File_Kind", "svg")]
    [InlineData("File_Kind", "zip")]
    [InlineData("File_Kind", "exe")]
    [InlineData("File_Kind", "gif")]
    [InlineData("File_Kind", "pdf behind a page")]
    [InlineData("File_Sides", "50000 x 50000")]
    [InlineData("File_Sides", "9000 x 9000")]
    [InlineData("File_Broken", "png bomb")]
    [InlineData("File_Broken", "png without dots")]
    [InlineData("File_Broken", "cut jpeg")]
    [InlineData("File_Broken", "jpeg of a thousand scans")]
    [InlineData("File_PdfActs", "script")]
    [InlineData("File_PdfActs", "escaped script")]
    [InlineData("File_PdfActs", "packed script")]
    [InlineData("File_PdfActs", "script behind a predictor")]
    [InlineData("File_PdfActs", "objects packed otherwise")]
    [InlineData("File_PdfActs", "script ended by nothing")]
    [InlineData("File_PdfActs", "objects behind a word")]
    [InlineData("File_PdfActs", "stream begun by a return")]
    [InlineData("File_Sides", "sixteen bits of four colors")]
    [InlineData("File_PdfActs", "launch")]
    [InlineData("File_PdfActs", "file inside")]
    [InlineData("File_PdfLocked", "locked")]
    [InlineData("File_PdfBomb", "pdf bomb")]
    [InlineData("File_PdfBomb", "pdf of streams without end")]
    [InlineData("File_PdfBomb", "pdf that is unpacked again and again")]
    [InlineData("File_PdfActs", "script named behind a packed page")]
    [InlineData("File_PdfBroken", "pdf with an archive")]
    [InlineData("File_PdfBroken", "pdf with more behind")]
    [InlineData("File_PdfBroken", "cut pdf")]
    public async Task What_is_not_what_it_seems_is_refused(string refusal, string what) =>
        Assert.Equal(refusal, (await CleanUpload.OfAsync(new("a.jpg", Hostile(what)), default)).Key());

    [Fact]
    public async Task An_honest_pdf_is_kept_as_it_came()
    {
        var packed = Pictures.Packed("BT /F1 12 Tf (Hello) Tj ET"u8.ToArray());
        var pdf = Pictures.Pdf("/OpenAction [3 0 R /Fit]", packed);

        var kept = await DoneAsync("lease.pdf.js", pdf);

        Assert.Equal(("lease-pdf.pdf", "application/pdf"), (kept.Name, kept.MediaType));
        Assert.Equal(pdf, kept.Bytes);
    }

    [Fact]
    public async Task A_pdf_that_packs_its_objects_is_kept_as_it_came()
    {
        var packed = Pictures.Packed("<< /Type /Font >> << /Type /Annot >>"u8.ToArray());
        var pdf = Lines(Pictures.Pdf("", packed, "/Type /ObjStm /N 2 /First 0 /Filter /FlateDecode"));

        Assert.Equal(pdf, (await DoneAsync("scan.pdf", pdf)).Bytes);
    }

    [Fact]
    public async Task Looking_through_a_pdf_stops_when_nobody_waits_any_more()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CleanUpload.OfAsync(
            new("a.pdf", Pictures.Pdf("", Pictures.Packed(new byte[9]))), gone.Token));
    }

    [Fact]
    public async Task More_than_three_at_once_are_refused() => Assert.Equal(
        "File_TooMany",
        (await CleanUpload.OfAllAsync(
            [.. Enumerable.Repeat(new Upload("a.jpg", Pictures.Jpeg(8, 8)), 4)], default)).Key());

    [Fact]
    public async Task Bytes_that_break_off_or_change_never_break_the_machine()
    {
        var (jpeg, png, random) = (Pictures.Jpeg(40, 30), Pictures.Png(40, 30), new Random(20261116));
        foreach (var whole in new[] { jpeg, png })
        {
            for (var round = 0; round < 400; round++)
            {
                var bytes = whole[..random.Next(4, whole.Length + 1)];
                for (var i = 0; i < round % 8; i++) { bytes[random.Next(3, bytes.Length)] = (byte)random.Next(256); }

                Assert.NotNull(await CleanUpload.OfAsync(new("x", bytes), default));
            }
        }
    }

    private static async Task<CleanUpload> DoneAsync(string name, byte[] bytes) =>
        Portal.Testing.City.Done(await CleanUpload.OfAsync(new(name, bytes), default));

    private static byte[] Hostile(string what) => what switch
    {
        "empty" => [],
        "large" => new byte[CleanUpload.LargestBytes + 1],
        "heic" => [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[20]],
        "avif" => [0, 0, 0, 24, .. "ftypavif"u8, .. new byte[20]],
        "html" => [.. "<html><script>alert(1)</script>"u8],
        "svg" => [.. "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8],
        "zip" => Zip(),
        "exe" => [.. "MZ"u8, .. new byte[100]],
        "gif" => [.. "GIF89a"u8, .. new byte[100]],
        "pdf behind a page" => [.. "<html>"u8, .. Pictures.Pdf()],
        "50000 x 50000" => Pictures.Png(50_000, 50_000, Pictures.Packed(new byte[100])),
        "9000 x 9000" => Pictures.Png(9_000, 9_000, Pictures.Packed(new byte[100])),
        "png bomb" => Pictures.Png(10, 10, Pictures.PackedZeros(1L << 31)),
        "png without dots" => Pictures.Png(100, 100, Pictures.Packed(new byte[10])),
        "cut jpeg" => Pictures.Jpeg(100, 100)[..200],
        "jpeg of a thousand scans" => ManyScans(Pictures.Jpeg(16, 16)),
        "script" => Pictures.Pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "escaped script" => Pictures.Pdf("/OpenAction << /S /J#61v#61Script /JS (app.alert(1)) >>"),
        "packed script" => Pictures.Pdf("", Pictures.Packed([.. new byte[100_000], .. "<< /S /JavaScript >>"u8])),
        "script behind a predictor" => Pictures.Pdf(
            "", Pictures.Packed(new byte[9]), "/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        "objects packed otherwise" => Pictures.Pdf("", [.. "68656c6c6f>"u8], "/Type /ObjStm /Filter /ASCIIHexDecode"),
        "script ended by nothing" => Pictures.Pdf("/OpenAction << /S /JavaScript\0/JS (app.alert(1)) >>"),
        "objects behind a word" => Pictures.Pdf(
            "", [.. "68656c6c6f>"u8], "/Type /ObjStm /X (obj) /Filter /ASCIIHexDecode"),
        "stream begun by a return" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pictures.Pdf(
            "", Pictures.Packed("<< /S /JavaScript >>"u8.ToArray()))).Replace(
                ">>\nstream\n", ">>\nstream\r", StringComparison.Ordinal)),
        "sixteen bits of four colors" => Deep(Pictures.Png(6_000, 6_000, Pictures.Packed(new byte[100]))),
        "launch" => Pictures.Pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "file inside" => Pictures.Pdf("/Names << /EmbeddedFiles 9 0 R >>"),
        "locked" => Pictures.Pdf("/Encrypt 9 0 R"),
        "pdf bomb" => Pictures.Pdf("", Pictures.PackedZeros(200L << 20)),
        "pdf of streams without end" => Repeated("/#41\nstream\n", 870_000),
        "pdf that is unpacked again and again" => Nested(300, 1_000_000),
        "script named behind a packed page" => Lines([
            .. Pictures.Pdf("", Pictures.Packed(new byte[9]))[..^6],
            .. "5 0 obj << /S /Java#53cript >> endobj %%EOF\n"u8]),
        "pdf with an archive" => Pictures.Pdf("", Zip(), ""),
        "pdf with more behind" => [.. Pictures.Pdf(), .. "<script>alert(1)</script>"u8],
        "cut pdf" => Pictures.Pdf()[..60],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    /// <summary>The same sides, eight bytes a dot.</summary>
    private static byte[] Deep(byte[] png)
    {
        (png[24], png[25]) = (16, 6);
        return png;
    }

    /// <summary>Ends of streams on lines of their own, as most programs write them.</summary>
    private static byte[] Lines(byte[] pdf) => Encoding.Latin1.GetBytes(
        Encoding.Latin1.GetString(pdf).Replace("endstream endobj", "endstream\nendobj", StringComparison.Ordinal));

    private static byte[] Repeated(string piece, int times) =>
        [.. "%PDF-"u8, .. Enumerable.Repeat(Encoding.Latin1.GetBytes(piece), times).SelectMany(b => b), .. "%%EOF"u8];

    /// <summary>Streams within each other, each of them packed up to the end of the file and empty.</summary>
    private static byte[] Nested(int streams, int empties)
    {
        byte[] begins = [.. "stream\n"u8, 0x78, 0x01];
        byte[] begun = [0, (byte)begins.Length, 0, (byte)~begins.Length, 0xFF, .. begins];
        byte[] empty = [0, 0, 0, 0xFF, 0xFF];
        return
        [
            .. "%PDF-\n"u8, .. begins, .. Enumerable.Repeat(begun, streams).SelectMany(b => b),
            .. Enumerable.Repeat(empty, empties).SelectMany(b => b), .. "%%EOF"u8,
        ];
    }

    private static byte[] Zip()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("a.txt").Open();
            entry.Write("hello"u8);
        }

        return file.ToArray();
    }

    /// <summary>The one scan of a picture, a thousand times.</summary>
    private static byte[] ManyScans(byte[] jpeg)
    {
        var at = 2;
        while (jpeg[at + 1] != 0xDA) { at += 2 + (jpeg[at + 2] << 8) + jpeg[at + 3]; }

        return [.. jpeg[..at], .. Enumerable.Repeat(jpeg[at..^2], 1000).SelectMany(s => s), 0xFF, 0xD9];
    }
}
