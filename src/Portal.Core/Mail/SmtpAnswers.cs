using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Portal.Core.Mail;

/// <summary>
/// What a server's reply means for the mail and for the queue (practice.md §4): by reply code (RFC 5321 §4.2) and by
/// the enhanced code in its text (RFC 3463). What is said to RCPT is about one recipient, whatever its code; only
/// asking for a sign-in (RFC 4954) is about us there too.
/// </summary>
internal static partial class SmtpAnswers
{
    private const int Longest = 500;

    public static MailAnswer Of(SmtpException fault, OutgoingMail mail)
    {
        var words = Words(fault);
        var ofRecipient = fault is SmtpFailedRecipientException;
        return (int)fault.StatusCode switch
        {
            -1 when fault.InnerException is null && !mail.ToAddress.All(char.IsAscii) =>
                new MailAnswer.Refused($"The mail server cannot take the address {mail.ToAddress}.")
                {
                    OfRecipient = true,
                },
            -1 or 421 => new MailAnswer.Deferred(words) { ServerIsAway = true },
            530 or 534 or 535 or 538 => new MailAnswer.QueueMustPause(words),
            452 or 552 => new MailAnswer.Deferred(words),
            >= 500 when !ofRecipient && Policy().IsMatch(words) => new MailAnswer.QueueMustPause(words),
            >= 500 => new MailAnswer.Refused(words) { OfRecipient = ofRecipient },
            _ => new MailAnswer.Deferred(words),
        };
    }

    private static string Words(SmtpException fault)
    {
        var words = fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message;
        var code = (int)fault.StatusCode;
        var line = MailRecipient.OneLine(code > 0 ? $"{code} {words}" : words);
        return line.Length > Longest ? line[..Longest] : line;
    }

    [GeneratedRegex(@"\b5\.7\.\d{1,3}\b")]
    private static partial Regex Policy();
}
