using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Portal.Core.Mail;

/// <summary>
/// SMTP through the framework's SmtpClient, which keeps one connection from its first mail until it is disposed.
/// Bodies and attachments go as base64, so no line of theirs begins with a dot or is too long.
/// </summary>
public sealed class SmtpMailTransport(IOptions<MailSettings> options) : IMailTransport
{
    public Task<IMailConnection> ConnectAsync(CancellationToken ct) =>
        Task.FromResult<IMailConnection>(new Connection(options.Value));

    /// <summary>The mail as the framework's client sends it.</summary>
    /// <exception cref="ArgumentException">A field that becomes a header holds a control character: a bug.</exception>
    internal static MailMessage Compose(OutgoingMail mail)
    {
        foreach (var field in new[]
        {
            mail.MessageId, mail.BounceAddress, mail.FromName, mail.FromAddress,
            mail.ToName, mail.ToAddress, mail.Subject,
        })
        {
            if (field.Any(char.IsControl))
            {
                throw new ArgumentException("A mail's header cannot hold control characters.", nameof(mail));
            }
        }

        var message = new MailMessage
        {
            From = new MailAddress(mail.FromAddress, mail.FromName, Encoding.UTF8),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        if (mail.BounceAddress != mail.FromAddress)
        {
            message.Sender = new MailAddress(mail.BounceAddress);
        }

        message.To.Add(new MailAddress(mail.ToAddress, mail.ToName, Encoding.UTF8));
        message.Headers.Add("Message-ID", $"<{mail.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(mail.Html, MediaTypeNames.Text.Html));
        foreach (var attached in mail.Attachments)
        {
            message.Attachments.Add(new Attachment(
                new MemoryStream(attached.Content.ToArray()), attached.FileName, attached.MediaType)
            {
                TransferEncoding = TransferEncoding.Base64,
            });
        }

        return message;
    }

    private static AlternateView View(string words, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(
            words.ReplaceLineEndings("\r\n"), Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    private sealed class Connection : IMailConnection
    {
        private readonly SmtpClient _client;
        private readonly TimeSpan _patience;

        public Connection(MailSettings settings)
        {
            _patience = settings.Patience;
            _client = new SmtpClient(settings.Host, settings.Port)
            {
                EnableSsl = settings.MustEncrypt,
                DeliveryFormat = SmtpDeliveryFormat.International,
                UseDefaultCredentials = false,
                Credentials = settings.UserName == ""
                    ? null
                    : new NetworkCredential(settings.UserName, settings.Password),
            };
        }

        public async Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(mail);
            MailMessage message;
            try
            {
                message = Compose(mail);
            }
            catch (FormatException fault)
            {
                return new MailAnswer.Refused($"{mail.ToAddress} is not an address: {fault.Message}");
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(_patience);
            using (message)
            {
                try
                {
                    await _client.SendMailAsync(message, patience.Token);
                    return new MailAnswer.Accepted("250");
                }
                catch (SmtpException fault)
                {
                    return SmtpAnswers.Of(fault, mail);
                }
                catch (OperationCanceledException)
                {
                    return new MailAnswer.Deferred("The mail server took too long.") { ServerIsAway = true };
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
