using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Portal.Core.Mail;

/// <summary>SMTP through MailKit: TLS from the first byte on port 465, else STARTTLS.</summary>
public sealed class MailKitTransport(IOptions<MailSettings> options) : IMailTransport
{
    private const int TlsFromTheFirstByte = 465;

    public Task<IMailConnection> ConnectAsync(CancellationToken ct) =>
        Task.FromResult<IMailConnection>(new Connection(options.Value));

    /// <summary>
    /// The mail as it is sent. Bodies and attachments go as base64, so no line of theirs begins with a dot or is too
    /// long.
    /// </summary>
    /// <exception cref="ArgumentException">A field that becomes a header holds a control character: a bug.</exception>
    internal static MimeMessage Compose(OutgoingMail mail)
    {
        foreach (var field in new[]
        {
            mail.MessageId, mail.BounceAddress, mail.FromName, mail.FromAddress,
            mail.ToName, mail.ToAddress, mail.Subject, mail.ReplyTo ?? "",
        })
        {
            if (field.Any(char.IsControl))
            {
                throw new ArgumentException("A mail's header cannot hold control characters.", nameof(mail));
            }
        }

        var words = new MultipartAlternative(View(mail.Text, "plain"), View(mail.Html, "html"));
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            MessageId = mail.MessageId,
            Body = mail.Attachments.Count == 0
                ? words
                : new Multipart("mixed", [words, .. mail.Attachments.Select(Attached)]),
        };
        message.From.Add(new MailboxAddress(mail.FromName, mail.FromAddress));
        message.To.Add(new MailboxAddress(mail.ToName, mail.ToAddress));
        if (mail.ReplyTo is { } answers) { message.ReplyTo.Add(new MailboxAddress(mail.FromName, answers)); }

        if (mail.StopPage is { } stop)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{stop.AbsoluteUri}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static TextPart View(string words, string kind) =>
        new(kind) { Text = words.ReplaceLineEndings("\r\n"), ContentTransferEncoding = ContentEncoding.Base64 };

    private static MimePart Attached(MailAttachment file) => new(ContentType.Parse(file.MediaType))
    {
        Content = new MimeContent(new MemoryStream(file.Content.ToArray())),
        ContentDisposition = new(ContentDisposition.Attachment),
        ContentTransferEncoding = ContentEncoding.Base64,
        FileName = file.FileName,
    };

    private sealed class Connection(MailSettings settings) : IMailConnection
    {
        private readonly SmtpClient _client = new()
        {
            // The list of revoked certificates is often out of a server's reach, and then nothing would be sent.
            CheckCertificateRevocation = false,
        };

        public async Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(mail);
            MimeMessage message;
            try
            {
                message = Compose(mail);
            }
            catch (ParseException fault)
            {
                return new MailAnswer.Refused($"{mail.ToAddress} is not an address: {fault.Message}");
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(settings.Patience);
            using (message)
            {
                var isOpening = true;
                try
                {
                    await OpenAsync(patience.Token);
                    isOpening = false;
                    return await HandOverAsync(message, mail, patience.Token);
                }
                catch (Exception fault) when (SmtpAnswers.Of(fault, mail, isOpening) is { } answer)
                {
                    return answer;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await _client.DisconnectAsync(quit: true);
            }
            catch (Exception fault) when (fault is IOException or ProtocolException or SocketException)
            {
                // What was taken is taken, however the server says goodbye.
            }

            _client.Dispose();
        }

        private async Task OpenAsync(CancellationToken ct)
        {
            if (_client.IsConnected)
            {
                return;
            }

            await _client.ConnectAsync(
                settings.Host, settings.Port,
                !settings.MustEncrypt ? SecureSocketOptions.None
                : settings.Port == TlsFromTheFirstByte ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTls, ct);
            if (settings.UserName != "")
            {
                await _client.AuthenticateAsync(settings.UserName, settings.Password, ct);
            }
        }

        /// <summary>Of the mail as it crossed the line, without the dots that SMTP doubles.</summary>
        private static async Task<byte[]> HashAsync(MimeMessage message, FormatOptions format, CancellationToken ct)
        {
            format.NewLineFormat = NewLineFormat.Dos;
            using var hash = SHA256.Create();
            await using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            {
                await message.WriteToAsync(format, stream, ct);
            }

            return hash.Hash!;
        }

        private async Task<MailAnswer> HandOverAsync(MimeMessage message, OutgoingMail mail, CancellationToken ct)
        {
            var format = FormatOptions.Default.Clone();
            if (!mail.ToAddress[..mail.ToAddress.LastIndexOf('@')].All(char.IsAscii))
            {
                if (!_client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
                {
                    return new MailAnswer.Refused($"The mail server cannot take the address {mail.ToAddress}.")
                    {
                        OfRecipient = true,
                    };
                }

                format.International = true;
            }

            var answer = await _client.SendAsync(
                format, message, new MailboxAddress("", mail.BounceAddress), message.To.Mailboxes, ct);
            return new MailAnswer.Accepted(SmtpAnswers.Line($"250 {answer}"))
            {
                Server = $"{settings.Host}:{settings.Port}", Sha256 = await HashAsync(message, format, ct),
            };
        }
    }
}
