using System.Globalization;
using System.Text;

namespace Portal.Sandbox.Mail;

/// <summary>An answer to a caught mail, as a mail program writes one and a mail server delivers it.</summary>
public static class Answer
{
    /// <summary>Puts it into the folder "new" of a Maildir, whole or not at all.</summary>
    public static void Deliver(CaughtMail mail, string words, string maildir, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(mail);
        foreach (var part in new[] { "tmp", "new", "cur" }) { Directory.CreateDirectory(Path.Combine(maildir, part)); }

        var name = $"{now.ToUnixTimeSeconds()}.{Guid.NewGuid():n}.sandbox";
        var written = Path.Combine(maildir, "tmp", name);
        File.WriteAllText(written, Write(mail, words, now), new UTF8Encoding(false));
        File.Move(written, Path.Combine(maildir, "new", name));
    }

    private static string Write(CaughtMail mail, string words, DateTimeOffset now)
    {
        var quoted = string.Join("\n", mail.Text.ReplaceLineEndings("\n").Split('\n').Select(line => $"> {line}"));
        var body = $"{words.ReplaceLineEndings("\n")}\n\nOn {mail.ReceivedAt:yyyy-MM-dd}, the city wrote:\n{quoted}\n";
        var subject = Convert.ToBase64String(Encoding.UTF8.GetBytes($"Re: {mail.Subject}"));
        return string.Join("\r\n",
        [
            $"From: <{mail.Recipients[0]}>", $"To: {mail.Root.Header("Reply-To")!.Split('<')[^1].TrimEnd('>')}",
            $"Subject: =?utf-8?B?{subject}?=", $"Message-ID: <{Guid.NewGuid():n}@sandbox.localhost>",
            $"In-Reply-To: {mail.MessageId}",
            $"Date: {now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks), "",
        ]);
    }
}
