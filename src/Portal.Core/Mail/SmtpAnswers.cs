using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Portal.Core.Mail;

/// <summary>
/// What a server's reply means for the mail and for the queue (practice.md §4): by reply code (RFC 5321 §4.2) and by
/// the enhanced code in its text (RFC 3463). What is said to RCPT is about one recipient, whatever its code; only
/// asking for a sign-in (RFC 4954) is about us there too.
/// </summary>
internal static partial class SmtpAnswers
{
    private const int Longest = 500;

    /// <param name="isOpening">It was said before any mail was spoken of: not a word of it is about this one.</param>
    /// <returns>Null for what neither the server nor the network did: a bug.</returns>
    public static MailAnswer? Of(Exception fault, OutgoingMail mail, bool isOpening) => fault switch
    {
        SmtpCommandException said => Of(said, mail, isOpening),
        AuthenticationException or ServiceNotAuthenticatedException =>
            new MailAnswer.QueueMustPause(Line(fault.Message)),
        OperationCanceledException => Away("The mail server took too long."),
        // A server without the encryption we must have says so by not offering it.
        SslHandshakeException or NotSupportedException or ProtocolException or ServiceNotConnectedException
            or IOException or SocketException => Away(fault.Message),
        _ => null,
    };

    /// <summary>As it is kept: one line, not too long.</summary>
    public static string Line(string words)
    {
        var line = MailRecipient.OneLine(words);
        return line.Length > Longest ? line[..Longest] : line;
    }

    private static MailAnswer Of(SmtpCommandException said, OutgoingMail mail, bool isOpening)
    {
        var words = Line($"{(int)said.StatusCode} {said.Message}");
        var ofRecipient = said.ErrorCode == SmtpErrorCode.RecipientNotAccepted
            || said.Mailbox is { } about && about.Address == mail.ToAddress;
        return (int)said.StatusCode switch
        {
            421 => Away(words),
            530 or 534 or 535 or 538 => new MailAnswer.QueueMustPause(words),
            452 or 552 => new MailAnswer.Deferred(words),
            >= 500 when !ofRecipient && Policy().IsMatch(words) => new MailAnswer.QueueMustPause(words),
            _ when isOpening => Away(words),
            >= 500 => new MailAnswer.Refused(words) { OfRecipient = ofRecipient },
            _ => new MailAnswer.Deferred(words),
        };
    }

    private static MailAnswer.Deferred Away(string why) => new(Line(why)) { ServerIsAway = true };

    [GeneratedRegex(@"\b5\.7\.\d{1,3}\b")]
    private static partial Regex Policy();
}
