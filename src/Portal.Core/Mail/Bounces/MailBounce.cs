using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Mail.Bounces;

/// <summary>A report about a mail of ours, once however often it came. Append-only.</summary>
public sealed class MailBounce
{
    /// <summary>Made of the report's Message-ID, or of its bytes where it has none.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required BounceSource Source { get; init; }

    /// <summary>Failed, delayed, delivered or a complaint.</summary>
    public required BounceKind Kind { get; init; }

    /// <summary>Null when it is not known which mail it is about.</summary>
    public Guid? MailId { get; init; }

    public BounceJoin? JoinedBy { get; init; }

    /// <summary>Where the mail went to, in small letters.</summary>
    public required string Address { get; init; }

    /// <summary>Whom the report names: another, where mail is forwarded.</summary>
    public string? Recipient { get; init; }

    public string? Action { get; init; }

    public string? Status { get; init; }

    public required BounceClass Class { get; init; }

    /// <summary>Of a complaint.</summary>
    public string? FeedbackType { get; init; }

    public string? Diagnostic { get; init; }

    /// <summary>SHA-256 of the report as it came.</summary>
    public required byte[] RawSha256 { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MailBounce>
    {
        public void Configure(EntityTypeBuilder<MailBounce> builder) =>
            builder.HasOne<OutboxMail>().WithMany().HasForeignKey(b => b.MailId);
    }
}

/// <summary>How a report came.</summary>
public enum BounceSource
{
    /// <summary>The Maildir.</summary>
    Folder,

    /// <summary>Posted by a mail server.</summary>
    Pipe,

    /// <summary>No report: the server refused the recipient as the mail was handed over.</summary>
    Answer,
}

/// <summary>How it is known which mail a report is about, from sure to likely.</summary>
public enum BounceJoin
{
    /// <summary>It came to the mail's own envelope sender.</summary>
    Token,

    /// <summary>It names or returns the mail's Message-ID.</summary>
    MessageId,

    /// <summary>The last mail to that address; anybody could have written such a report.</summary>
    Recipient,

    /// <summary>Told as the mail was handed over.</summary>
    Answer,
}
