using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Reads a mail that came back: delivery-status fields first (RFC 3464), then complaints (RFC 5965), automatic replies
/// (RFC 3834), and the words of servers that write no fields. Never throws, whatever the bytes are: only the first
/// million of them are looked at, in which every server tells what happened.
/// </summary>
public static partial class ReadBounce
{
    /// <summary>What is looked at, in bytes: the returned mail stands at the end and may be large.</summary>
    public const int MostRead = 1_000_000;

    private const int MostRecipients = 100;
    private const int LongestPart = 200_000;

    private static readonly ParserOptions Limits = new() { MaxMimeDepth = 20, RespectContentLength = false };

    private static readonly string[] ToHeaders = ["Delivered-To", "X-Original-To", "Envelope-To", "To"];

    private static readonly string[] Fields = ["message/delivery-status", "message/global-delivery-status"];

    public static BounceReport Of(ReadOnlySpan<byte> raw)
    {
        var bytes = Start(raw[..Math.Min(raw.Length, MostRead)]).ToArray();
        using var mail = Load(bytes);
        var all = Encoding.Latin1.GetString(bytes);
        return mail is null
            ? new(BounceKind.Other, [], Ids(all, null), [])
            : Of(mail, all);
    }

    private static BounceReport Of(MimeMessage mail, string all)
    {
        var parts = PartsOf(mail);
        var to = mail.Headers.Where(h => ToHeaders.Contains(h.Field, StringComparer.OrdinalIgnoreCase))
            .SelectMany(h => Mails().Matches(Cut(h.Value)).Select(m => m.Value))
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(20).ToList();
        var report = new BounceReport(BounceKind.Other, [], Ids(all, mail.MessageId), to)
        {
            MessageId = mail.MessageId,
        };
        if (parts.FirstOrDefault(p => p.Type == "message/feedback-report") is { Text: { } feedback })
        {
            return Complaint(report, feedback, parts);
        }

        var told = parts.Where(p => Fields.Contains(p.Type)).SelectMany(p => StatusFields.Recipients(p.Text)).ToList();
        var words = string.Join('\n', parts.Where(p => p.IsWords).Select(p => p.Text));
        // Some send the fields as words, or as a part of no known type.
        if (told.Count == 0 && HoldsFields().IsMatch(all))
        {
            told = [.. StatusFields.Recipients(words)];
            if (told.Count == 0) { told = [.. StatusFields.Recipients(Cut(all))]; }
        }

        return told.Count > 0 ? report with { Kind = KindOf(told), Recipients = Once(told) }
            : InWords(report, mail, parts, words);
    }

    private static BounceReport Complaint(BounceReport report, string feedback, IReadOnlyList<Part> parts)
    {
        var fields = StatusFields.Groups(feedback)
            .SelectMany(g => g).GroupBy(f => f.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase);
        var about = new[] { "Original-Rcpt-To", "Removal-Recipient" }
            .Select(f => BounceText.AddressIn(fields.GetValueOrDefault(f) ?? "")).OfType<string>().ToList();
        if (about.Count == 0) { about = [.. WrittenTo(parts)]; }

        return report with
        {
            Kind = BounceKind.Complaint,
            FeedbackType = BounceText.Line(fields.GetValueOrDefault("Feedback-Type") ?? "abuse").ToLowerInvariant(),
            Recipients = Once(about.Select(a => new BouncedRecipient(a, null, null, null, BounceClass.None, null))),
        };
    }

    private static BounceReport InWords(
        BounceReport report, MimeMessage mail, IReadOnlyList<Part> parts, string words)
    {
        var subject = Cut(mail.Subject ?? "");
        var failed = mail.Headers.Where(h => h.Field.Equals("X-Failed-Recipients", StringComparison.OrdinalIgnoreCase))
            .SelectMany(h => Mails().Matches(Cut(h.Value)).Select(m => m.Value)).ToList();
        var above = BounceText.Above(words);
        if (failed.Count == 0 && (!IsOfServer(mail) || IsReply(mail, subject) || !BounceText.IsFailure(subject, above)))
        {
            return report with { Kind = IsReply(mail, subject) ? BounceKind.AutomaticReply : BounceKind.Other };
        }

        var told = BounceText.Recipients(above, failed, WrittenTo(parts, words));
        var kind = told.Count == 0 ? BounceKind.Other
            : BounceText.IsDelay(subject, above) ? BounceKind.Delayed
            : told.All(r => r.Status is ['2', ..]) ? BounceKind.Delivered
            : BounceKind.Failed;
        return report with
        {
            Kind = kind,
            Recipients = Once(told.Select(r => r with
            {
                Action = kind switch { BounceKind.Delayed => "delayed", BounceKind.Failed => "failed", _ => r.Action },
                Class = kind == BounceKind.Failed ? r.Class : BounceClass.None,
            })),
        };
    }

    private static BounceKind KindOf(IReadOnlyList<BouncedRecipient> told) =>
        told.Any(r => r.Class != BounceClass.None) ? BounceKind.Failed
        : told.Any(r => r.Action == "delayed") ? BounceKind.Delayed
        : BounceKind.Delivered;

    private static IReadOnlyList<BouncedRecipient> Once(IEnumerable<BouncedRecipient> told) =>
        [.. told.DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).Take(MostRecipients)];

    /// <summary>A report comes from nobody (RFC 5321 §4.5.5), or from who speaks for a server.</summary>
    private static bool IsOfServer(MimeMessage mail) =>
        mail.Headers["Return-Path"] is { } path && path.Trim() is "<>" or "" or "<MAILER-DAEMON>"
        || Server().IsMatch(Cut(mail.Headers["From"] ?? "")) || Server().IsMatch(Cut(mail.Headers["Sender"] ?? ""))
        || Cut(mail.Headers["From"] ?? "").Trim() is "" or "<>"
        || Report().IsMatch(Cut(mail.Subject ?? ""));

    private static bool IsReply(MimeMessage mail, string subject) =>
        mail.Headers["Auto-Submitted"]?.Trim().StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) == true
        || mail.Headers.Contains("X-Autoreply") || mail.Headers.Contains("X-Autorespond")
        || mail.Headers["Precedence"]?.Trim().ToLowerInvariant() is "auto_reply" or "auto-reply"
        || Reply().IsMatch(subject);

    private static IReadOnlyList<string> WrittenTo(IReadOnlyList<Part> parts, string words = "")
    {
        var returned = string.Join('\n', parts.Where(p => p.IsReturned).Select(p => p.Text));
        var text = returned == "" ? words : returned;
        return [.. To().Matches(text.Length > LongestPart ? text[..LongestPart] : text)
            .Select(m => BounceText.AddressIn(m.Groups[1].Value)).OfType<string>().Distinct().Take(MostRecipients)];
    }

    /// <summary>Message-IDs in a text, but not the report's own.</summary>
    private static IReadOnlyList<string> Ids(string all, string? own) =>
    [
        .. Id().Matches(all).Select(m => m.Groups[1].Value).Where(id => id != own)
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(20),
    ];

    private static string Cut(string text) => text.Length > LongestPart ? text[..LongestPart] : text;

    [GeneratedRegex(@"^[ \t]{0,20}(?:Final|Original)-Recipient[ \t]{0,20}:",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex HoldsFields();

    [GeneratedRegex(@"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")]
    private static partial Regex Mails();

    [GeneratedRegex(@"daemon|postmaster|mail delivery|deliver.{0,3}system|mail system|system administrator|bounce",
        RegexOptions.IgnoreCase)]
    private static partial Regex Server();

    [GeneratedRegex(@"^\s*(undeliver|delivery (status|fail|notif)|mail delivery|failure notice|returned mail)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Report();

    [GeneratedRegex(@"out of (the )?office|auto(matic)?[ -]?(reply|response|antwort)|autoreply|on vacation|"
        + @"vacation (reply|response|message)|fuera de (la )?oficina|respuesta autom|abwesen|absence du bureau|"
        + @"^\s*auto:", RegexOptions.IgnoreCase)]
    private static partial Regex Reply();

    [GeneratedRegex(@"^(?:To|X-Original-To|Delivered-To)[ \t]{0,20}:((?:.{0,500})(?:\r?\n[ \t].{0,500})?)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex To();

    [GeneratedRegex(@"^[ \t>]*(?:X-)?(?:Original-)?Message-ID\s{0,3}:\s{0,5}<([^<>\s]{1,250})>",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Id();
}
