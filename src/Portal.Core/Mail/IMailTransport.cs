namespace Portal.Core.Mail;

/// <summary>
/// Hands mails to a mail server. One connection serves one caller at a time; disposing it says goodbye to the server.
/// </summary>
public interface IMailTransport
{
    /// <summary>Opens a connection for up to 50 mails.</summary>
    Task<IMailConnection> ConnectAsync(CancellationToken ct);
}

/// <summary>
/// An open connection to the mail server. After any answer but accepted or refused it must be discarded.
/// </summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <summary>
    /// Sends one mail and says what the server answered. Never throws for what the server or network does.
    /// </summary>
    Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct);
}

/// <summary>
/// A mail ready to go. No field may hold CR or LF; the transport throws when one does, for that is a bug.
/// </summary>
/// <param name="MessageId">
/// Fixed for the mail's life, "outbox-row-id@city.example", so that receivers can drop a double.
/// </param>
/// <param name="BounceAddress">Envelope sender.</param>
public sealed record OutgoingMail(
    string MessageId,
    string BounceAddress,
    string FromName,
    string FromAddress,
    string ToName,
    string ToAddress,
    string Subject,
    string Text,
    string Html,
    IReadOnlyList<MailAttachment> Attachments)
{
    /// <summary>Where an answer goes, when not to the sender.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Where its topic can be stopped, by a mail program too (RFC 8058): of optional mail.</summary>
    public Uri? StopPage { get; init; }
}

/// <summary>A file that goes along with a mail.</summary>
public sealed record MailAttachment(string FileName, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>What the mail server said (RFC 5321 §4.2, RFC 3463).</summary>
public abstract record MailAnswer
{
    private MailAnswer()
    {
    }

    /// <summary>2xx after the final dot: it is the server's now (not yet the reader's).</summary>
    public sealed record Accepted(string ServerAnswer) : MailAnswer
    {
        /// <summary>Which server took it; null where the transport does not say.</summary>
        public string? Server { get; init; }

        /// <summary>SHA-256 of the bytes that it took.</summary>
        public byte[]? Sha256 { get; init; }
    }

    /// <summary>4xx, a full mailbox (452, 552), or the network: try again later.</summary>
    public sealed record Deferred(string Why) : MailAnswer
    {
        /// <summary>The server could not be reached or hung up: other mails would fare no better just now.</summary>
        public bool ServerIsAway { get; init; }
    }

    /// <summary>5xx: final for this mail.</summary>
    public sealed record Refused(string Why) : MailAnswer
    {
        /// <summary>
        /// It was the recipient that was refused (RCPT), which says nothing about other people's mail.
        /// </summary>
        public bool OfRecipient { get; init; }
    }

    /// <summary>
    /// 535, or 5.7.x policy about us and not about a recipient: the fault is ours, so the whole queue waits and a
    /// person is told.
    /// </summary>
    public sealed record QueueMustPause(string Why) : MailAnswer;
}
