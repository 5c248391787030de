using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Sandbox.Mail;

/// <summary>A part of a mail, enough of RFC 2045 to 2047 and 2231 to show what the portal sends.</summary>
public sealed partial class MimePart
{
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly List<MimePart> _children = [];
    private byte[] _body = [];

    public IReadOnlyList<(string Name, string Value)> Headers => _headers;

    /// <summary>"text/plain"</summary>
    public string MediaType => (Header("Content-Type") ?? "text/plain").Split(';')[0].Trim().ToLowerInvariant();

    public string? FileName => Parameter("Content-Disposition", "filename") ?? Parameter("Content-Type", "name");

    /// <summary>Itself, or the parts at the ends of the tree.</summary>
    public IEnumerable<MimePart> Leaves => _children.Count == 0 ? [this] : _children.SelectMany(child => child.Leaves);

    /// <summary>The bytes with the transfer encoding undone.</summary>
    public byte[] Content => (Header("Content-Transfer-Encoding") ?? "").Trim().ToLowerInvariant() switch
    {
        "base64" => Convert.FromBase64String(NotBase64().Replace(Encoding.ASCII.GetString(_body), "")),
        "quoted-printable" => Unquoted(_body),
        _ => _body,
    };

    public string Text => Charset(Parameter("Content-Type", "charset")).GetString(Content);

    public static MimePart Read(byte[] raw)
    {
        var part = new MimePart();
        var (head, body) = Divide(raw);
        var unfolded = Encoding.UTF8.GetString(head).Replace("\r\n", "\n", StringComparison.Ordinal);
        foreach (var line in Fold().Replace(unfolded, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                part._headers.Add((line[..colon].Trim(), Decoded(line[(colon + 1)..].Trim())));
            }
        }

        part._body = body;
        if (part.MediaType.StartsWith("multipart/", StringComparison.Ordinal)
            && part.Parameter("Content-Type", "boundary") is { } boundary)
        {
            part._children.AddRange(Between(body, boundary).Select(Read));
        }

        return part;
    }

    public string? Header(string name) => _headers
        .FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The first part of a type that is not attached as a file.</summary>
    public MimePart? First(string mediaType) =>
        Leaves.FirstOrDefault(leaf => leaf.MediaType == mediaType && leaf.FileName is null);

    private static (byte[] Head, byte[] Body) Divide(byte[] raw)
    {
        var at = raw.AsSpan().IndexOf("\r\n\r\n"u8);
        return at < 0 ? (raw, []) : (raw[..at], raw[(at + 4)..]);
    }

    private static IEnumerable<byte[]> Between(byte[] body, string boundary)
    {
        var text = Encoding.Latin1.GetString(body);
        var pieces = ("\r\n" + text).Split("\r\n--" + boundary);
        return pieces.Skip(1).TakeWhile(piece => !piece.StartsWith("--", StringComparison.Ordinal))
            .Select(piece => piece[(piece.IndexOf('\n', StringComparison.Ordinal) + 1)..])
            .Select(piece => Encoding.Latin1.GetBytes(
                piece.StartsWith("\r\n", StringComparison.Ordinal) ? "\r\n\r\n" + piece[2..] : piece));
    }

    private static byte[] Unquoted(ReadOnlySpan<byte> body)
    {
        var plain = new List<byte>(body.Length);
        for (var at = 0; at < body.Length; at++)
        {
            if (body[at] != '=' || at + 2 >= body.Length)
            {
                plain.Add(body[at]);
                continue;
            }

            if (body[at + 1] != '\r')
            {
                plain.AddRange(Convert.FromHexString(Encoding.ASCII.GetString(body.Slice(at + 1, 2))));
            }

            at += 2;
        }

        return [.. plain];
    }

    /// <summary>Words such as =?utf-8?B?…?= written out; blanks between two of them do not count.</summary>
    private static string Decoded(string value) => EncodedWord().Replace(BetweenWords().Replace(value, "$1"), word =>
    {
        var bytes = word.Groups[2].Value is "B" or "b"
            ? Convert.FromBase64String(word.Groups[3].Value)
            : Unquoted(Encoding.ASCII.GetBytes(word.Groups[3].Value.Replace('_', ' ') + "  ")).AsSpan()[..^2].ToArray();
        return Charset(word.Groups[1].Value).GetString(bytes);
    });

    private static Encoding Charset(string? name) => name?.ToLowerInvariant() switch
    {
        "iso-8859-1" or "latin1" => Encoding.Latin1,
        "utf-16" => Encoding.Unicode,
        _ => Encoding.UTF8,
    };

    private string? Parameter(string header, string name)
    {
        var match = Regex.Match(Header(header) ?? "", $"""(?:^|[;\s]){name}="?([^";]+)"?""", RegexOptions.IgnoreCase);
        return match.Success ? match.Groups[1].Value.Trim() : null;
    }

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex Fold();

    [GeneratedRegex("[^A-Za-z0-9+/=]")]
    private static partial Regex NotBase64();

    [GeneratedRegex(@"=\?([^?]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(\?=)\s+(?==\?)")]
    private static partial Regex BetweenWords();
}
