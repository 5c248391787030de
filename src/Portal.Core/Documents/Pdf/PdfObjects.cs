using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>
/// The objects of one paper, numbered from 1 among themselves. They say <see cref="Ref"/> and <see cref="PageKey"/> of
/// each other; the numbers that those become are known when the paper is put into a file, alone or after others.
/// </summary>
internal sealed class PdfObjects
{
    private const char ReferenceMark = '\u0001';
    private const char PageMark = '\u0002';

    private readonly List<Item?> _objects = [];

    public int Count => _objects.Count;

    /// <summary>Another object of this paper.</summary>
    public static string Ref(int number) => $"{ReferenceMark}{number}{ReferenceMark} 0 R";

    /// <summary>A page of this paper, counted from 0, as the whole file counts its pages.</summary>
    public static string PageKey(int page) => $"{PageMark}{page}{PageMark}";

    /// <summary>A number for an object that is written later, here or by the file.</summary>
    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count;
    }

    public void Write(int number, string content) => _objects[number - 1] = new(content, null);

    public int Add(string content)
    {
        var number = Reserve();
        Write(number, content);
        return number;
    }

    /// <param name="entries">Of its dictionary, besides the length and the filter.</param>
    public int AddStream(byte[] content, string entries = "") => AddPacked(Packed(content), entries);

    /// <param name="packed">Content that is compressed already.</param>
    /// <param name="isShared">The very same array is in other papers: a file of many has it once.</param>
    public int AddPacked(byte[] packed, string entries = "", bool isShared = false)
    {
        var number = Reserve();
        _objects[number - 1] = new($"<<{entries}/Filter/FlateDecode/Length {packed.Length}>>", packed, isShared);
        return number;
    }

    /// <summary>What other papers have too; null for an object of this one alone.</summary>
    public byte[]? SharedOf(int number) => _objects[number - 1] is { IsShared: true } item ? item.Stream : null;

    /// <summary>Hands each object that is written here to a file, under its number there.</summary>
    /// <param name="numbers">Those of the file, by the numbers here.</param>
    /// <param name="pagesBefore">Its pages before these.</param>
    public void Each(int[] numbers, int pagesBefore, Action<int, string, byte[]?> take)
    {
        foreach (var (index, item) in _objects.Index())
        {
            if (item is not null)
            {
                take(numbers[index + 1], Numbered(item.Content, numbers, pagesBefore), item.Stream);
            }
        }
    }

    /// <summary>A text in any script: UTF-16, in hexadecimal.</summary>
    public static string Text(string words) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(words))}>";

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(content);
        }

        return packed.ToArray();
    }

    private static string Numbered(string content, int[] numbers, int pagesBefore)
    {
        var at = content.AsSpan().IndexOfAny(ReferenceMark, PageMark);
        if (at < 0)
        {
            return content;
        }

        var numbered = new StringBuilder(content.Length);
        var rest = content.AsSpan();
        while (at >= 0)
        {
            var mark = rest[at];
            var number = rest[(at + 1)..];
            var end = number.IndexOf(mark);
            var here = int.Parse(number[..end], CultureInfo.InvariantCulture);
            numbered.Append(rest[..at]).Append(mark == ReferenceMark ? numbers[here] : pagesBefore + here);
            rest = number[(end + 1)..];
            at = rest.IndexOfAny(ReferenceMark, PageMark);
        }

        return numbered.Append(rest).ToString();
    }

    /// <param name="Stream">What stands between stream and endstream; null for an object without.</param>
    private sealed record Item(string Content, byte[]? Stream, bool IsShared = false);
}
