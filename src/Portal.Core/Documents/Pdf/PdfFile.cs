using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Documents.Pdf;

/// <summary>
/// A PDF file being written from its first byte to its last (ISO 32000-1 §7.5): numbered objects, and at the end the
/// table that finds them. Keeps no object, only where each begins.
/// </summary>
internal sealed class PdfFile : IDisposable
{
    private readonly Stream _to;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<long> _places = [];
    private readonly Dictionary<byte[], int> _shared = new(ReferenceEqualityComparer.Instance);
    private long _at;

    public PdfFile(Stream to)
    {
        _to = to;
        Put("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    }

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        _places.Add(0);
        return _places.Count;
    }

    public void Write(int number, string content, byte[]? stream = null)
    {
        _places[number - 1] = _at;
        Put($"{number} 0 obj\n{content}");
        if (stream is not null)
        {
            Put("\nstream\n");
            Put(stream);
            Put("\nendstream");
        }

        Put("\nendobj\n");
    }

    public int Add(string content, byte[]? stream = null)
    {
        var number = Reserve();
        Write(number, content, stream);
        return number;
    }

    /// <summary>Puts a paper's objects in; what others brought already is not written again.</summary>
    /// <returns>Their numbers in the file, by their own.</returns>
    public int[] Append(PdfObjects objects, int pagesBefore)
    {
        var numbers = new int[objects.Count + 1];
        for (var own = 1; own <= objects.Count; own++)
        {
            var shared = objects.SharedOf(own);
            if (shared is not null && _shared.TryGetValue(shared, out var there))
            {
                numbers[own] = there;
                continue;
            }

            numbers[own] = Reserve();
            if (shared is not null)
            {
                _shared.Add(shared, numbers[own]);
            }
        }

        objects.Each(numbers, pagesBefore, (number, content, stream) =>
        {
            if (_places[number - 1] == 0)
            {
                Write(number, content, stream);
            }
        });
        return numbers;
    }

    /// <summary>Writes the table and the trailer. Nothing can be added after.</summary>
    public void End(int catalog, int info)
    {
        var start = _at;
        var id = Convert.ToHexString(_hash.GetCurrentHash().AsSpan(0, 16));
        var table = new StringBuilder($"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n");
        foreach (var (index, place) in _places.Index())
        {
            table.Append(
                place > 0
                    ? $"{place:D10} 00000 n \n"
                    : throw new InvalidOperationException($"Object {index + 1} was never written."));
        }

        Put(table.ToString());
        Put($"trailer\n<</Size {_places.Count + 1}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\n"
            + $"startxref\n{start}\n%%EOF\n");
    }

    public void Dispose() => _hash.Dispose();

    private void Put(string content) => Put(Encoding.Latin1.GetBytes(content));

    private void Put(byte[] content)
    {
        _to.Write(content);
        _hash.AppendData(content);
        _at += content.Length;
    }
}
