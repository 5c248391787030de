using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MimeKit;
using Portal.Core.People;
using Portal.Core.Requests.Uploads;

namespace Portal.Core.Requests.Replies;

/// <summary>A mail as far as the office needs it. Reading one never throws, whatever its bytes are.</summary>
/// <param name="Whole">All of it as plain text.</param>
/// <param name="Words">What of it is new.</param>
/// <param name="Tokens">Of the reply addresses that it came to, in order.</param>
/// <param name="IsAutomatic">Written by a machine (RFC 3834), or a report of delivery (RFC 3462).</param>
public sealed partial record IncomingMail(
    string MessageId, string FromName, string FromAddress, string Subject, string Whole, string Words,
    IReadOnlyList<string> Tokens, IReadOnlyList<Upload> Files, bool IsAutomatic)
{
    /// <summary>The largest mail that is taken, in bytes.</summary>
    public const int LargestBytes = 25 * 1024 * 1024;

    private const int LongestHeader = 400;

    /// <summary>Of the whole; a longer one is read from the mail itself.</summary>
    private const int LongestWhole = 200_000;

    private static readonly string[] ToHeaders =
        ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To"];

    private static readonly string[] Machines =
        ["X-Autoreply", "X-Autorespond", "X-Auto-Response-From", "List-Id", "X-Failed-Recipients"];

    private static readonly string[] Mailings = ["bulk", "junk", "list", "auto_reply", "auto-reply"];

    /// <summary>Names it by its own Message-ID, or by its bytes where it has none.</summary>
    public Guid Id => IdOf(MessageId);

    /// <returns>Null when its bytes are no mail.</returns>
    public static IncomingMail? Of(byte[] raw, ReplySettings settings)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(settings);
        MimeMessage mail;
        try
        {
            using var bytes = new MemoryStream(raw);
            mail = MimeMessage.Load(bytes);
        }
        catch (FormatException)
        {
            return null;
        }

        using (mail)
        {
            var from = mail.From.Mailboxes.FirstOrDefault() ?? mail.Sender;
            var whole = Cut(ReplyText.Of(mail), LongestWhole);
            return new(
                Cut(Line(mail.MessageId), LongestHeader) is { Length: > 0 } id ? id : NameOf(raw),
                Cut(Line(from?.Name), LongestHeader), Cut(Line(from?.Address), LongestHeader),
                Cut(Line(mail.Subject), LongestHeader), whole, ReplyText.NewOf(whole), TokensOf(mail, settings),
                FilesOf(mail), IsOfMachine(mail) || IsOwn(from?.Address, settings));
        }
    }

    /// <summary>What stands for the Message-ID of a mail that has none.</summary>
    public static string NameOf(byte[] raw) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(raw))}";

    internal static Guid IdOf(string messageId) => new(Secret.HashOf($"mail:{messageId}").AsSpan(0, 16));

    /// <summary>Reports, replies by machines, mailings, and whatever came from no address at all.</summary>
    private static bool IsOfMachine(MimeMessage mail)
    {
        string? Header(string name) => mail.Headers[name]?.Split(';')[0].Trim().ToLowerInvariant();
        var kind = mail.Body?.ContentType.MimeType.ToLowerInvariant();
        return (Header("Auto-Submitted") is { } auto && auto != "no")
            || (Header("Precedence") is { } precedence && Mailings.Contains(precedence))
            || Machines.Any(mail.Headers.Contains)
            || (mail.Headers["Return-Path"] is { } path && path.Trim() is "<>" or "")
            || kind is "multipart/report" or "message/delivery-status" or "message/disposition-notification"
            || mail.BodyParts.Any(p => p is MessageDeliveryStatus or MessageFeedbackReport
                or MessageDispositionNotification)
            || (mail.From.Mailboxes.FirstOrDefault()?.Address is { } from && Daemon().IsMatch(from));
    }

    /// <summary>What comes from one of our own addresses would go round for ever.</summary>
    private static bool IsOwn(string? from, ReplySettings settings) =>
        from is not null && settings.Address != ""
        && string.Equals(Token().Replace(from, "@"), settings.Address, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> TokensOf(MimeMessage mail, ReplySettings settings)
    {
        if (settings.With("\n") is not { } address) { return []; }

        var wanted = new Regex(
            Regex.Escape(address).Replace("\\n", "([0-9a-f]{40})", StringComparison.Ordinal),
            RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
        return
        [
            .. mail.Headers.Where(h => ToHeaders.Contains(h.Field, StringComparer.OrdinalIgnoreCase))
                .SelectMany(h => wanted.Matches(h.Value)).Select(m => m.Groups[1].Value.ToLowerInvariant()).Distinct(),
        ];
    }

    private static IReadOnlyList<Upload> FilesOf(MimeMessage mail)
    {
        var html = mail.HtmlBody ?? "";
        return
        [
            .. from entity in mail.BodyParts.OfType<MimePart>()
               where entity.FileName is { Length: > 0 }
               where entity.IsAttachment || entity.ContentId is not { Length: > 0 } shown
                   || !html.Contains($"cid:{shown}", StringComparison.OrdinalIgnoreCase)
               select new Upload(Cut(Line(entity.FileName), LongestHeader), BytesOf(entity)),
        ];
    }

    private static byte[] BytesOf(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.ToArray();
    }

    private static string Line(string? words) => Portal.Core.Mail.MailRecipient.OneLine(RichText.Plain(words));

    private static string Cut(string words, int most) => words.Length <= most ? words : RichText.Plain(words[..most]);

    [GeneratedRegex(@"^(mailer-daemon|postmaster|mail-daemon|no-?reply|do-?not-?reply)@", RegexOptions.IgnoreCase)]
    private static partial Regex Daemon();

    [GeneratedRegex(@"\+[0-9a-f]{40}@", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
