using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Portal.Core.Mail.Bounces;

/// <summary>The parts of a mail that came back, as text.</summary>
public static partial class ReadBounce
{
    private const int MostParts = 60;

    /// <summary>A part as text; a returned mail is not looked into.</summary>
    private sealed record Part(string Type, string Text)
    {
        public bool IsReturned => Type is "message/rfc822" or "text/rfc822-headers" or "message/global"
            or "message/rfc822-headers" or "message/global-headers";

        public bool IsWords => !IsReturned && Type.StartsWith("text/", StringComparison.Ordinal);
    }

    /// <returns>Null when the bytes are no mail.</returns>
    private static MimeMessage? Load(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            return MimeMessage.Load(Limits, stream);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Without empty lines and the line that a mailbox file begins a mail with.</summary>
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> raw)
    {
        var at = raw.TrimStart("\r\n \t\uFEFF"u8);
        if (at.StartsWith("From "u8) || at.StartsWith(">From "u8))
        {
            var end = at.IndexOf((byte)'\n');
            return end < 0 ? [] : at[(end + 1)..];
        }

        return at;
    }

    private static List<Part> PartsOf(MimeMessage mail)
    {
        var found = new List<Part>();
        var waiting = new Stack<MimeEntity>();
        if (mail.Body is { } body) { waiting.Push(body); }

        while (waiting.TryPop(out var entity) && found.Count < MostParts)
        {
            if (entity is Multipart many)
            {
                foreach (var child in many.Reverse().Take(MostParts)) { waiting.Push(child); }

                continue;
            }

            var type = entity.ContentType.MimeType.ToLowerInvariant();
            found.Add(new(type, Cut(entity is MessagePart inner ? HeadersOf(inner) : TextOf((MimePart)entity))));
        }

        return found;
    }

    private static string HeadersOf(MessagePart part) => part.Message is { } mail
        ? string.Join('\n', mail.Headers.Take(500).Select(h => $"{h.Field}: {h.Value}"))
        : "";

    private static string TextOf(MimePart part)
    {
        if (part.Content is not { } content) { return ""; }

        using var bytes = new MemoryStream();
        content.DecodeTo(bytes);
        var text = part is TextPart words ? words.Text : Encoding.UTF8.GetString(bytes.ToArray());
        return part.ContentType.IsMimeType("text", "html") ? Tag().Replace(Cut(text), "\n") : text;
    }

    [GeneratedRegex("<[a-zA-Z/!][^<>]{0,500}>")]
    private static partial Regex Tag();
}
