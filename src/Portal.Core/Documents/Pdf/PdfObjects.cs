using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>The numbered objects of a PDF file and the table that finds them (ISO 32000-1 §7.5).</summary>
internal sealed class PdfObjects
{
    private readonly List<byte[]?> _objects = [];

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count;
    }

    public void Write(int number, string content) => _objects[number - 1] = Encoding.Latin1.GetBytes(content);

    public int Add(string content)
    {
        var number = Reserve();
        Write(number, content);
        return number;
    }

    /// <param name="entries">Of its dictionary, besides the length and the filter.</param>
    public int AddStream(byte[] content, string entries = "", bool compress = true)
    {
        if (compress)
        {
            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                zip.Write(content);
            }

            content = packed.ToArray();
            entries += "/Filter/FlateDecode";
        }

        var number = Reserve();
        _objects[number - 1] =
        [
            .. Encoding.Latin1.GetBytes($"<<{entries}/Length {content.Length}>>\nstream\n"),
            .. content,
            .. "\nendstream"u8,
        ];
        return number;
    }

    public byte[] ToFile(int catalog, int info)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"u8);
        var places = new List<long>();
        foreach (var (index, content) in _objects.Index())
        {
            places.Add(file.Length);
            file.Write(Encoding.ASCII.GetBytes($"{index + 1} 0 obj\n"));
            file.Write(content ?? throw new InvalidOperationException($"Object {index + 1} was never written."));
            file.Write("\nendobj\n"u8);
        }

        var start = file.Length;
        var id = Convert.ToHexString(SHA256.HashData(file.ToArray()).AsSpan(0, 16));
        file.Write(Encoding.ASCII.GetBytes($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        file.Write(Encoding.ASCII.GetBytes(string.Concat(places.Select(p => $"{p:D10} 00000 n \n"))));
        file.Write(Encoding.ASCII.GetBytes(
            $"trailer\n<</Size {places.Count + 1}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\n"
            + $"startxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>A text in any script: UTF-16, in hexadecimal.</summary>
    public static string Text(string words) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(words))}>";

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
