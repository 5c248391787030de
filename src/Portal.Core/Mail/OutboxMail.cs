using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Mail;

/// <summary>A mail to send: its own queue entry, written in the transaction of the act that caused it.</summary>
public sealed class OutboxMail
{
    public required Guid Id { get; init; }

    /// <summary>Says what the mail is about, so that the same thing is never mailed twice.</summary>
    public required string DedupeKey { get; init; }

    /// <summary>The letter's name, for example "receipt".</summary>
    public required string Kind { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public Guid? UserId { get; init; }

    public required string Language { get; init; }

    public required string ToName { get; init; }

    public required string ToAddress { get; init; }

    public required string Subject { get; init; }

    /// <summary>In the envelope sender, so that what comes back is known; only the other server learns it.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>In the link that stops its topic; only the reader learns it.</summary>
    public string StopToken { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public LetterDuty Duty { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>Its link opens a sign-in: the words are withheld once it no longer waits.</summary>
    public bool HoldsSecret { get; init; }

    /// <summary>Where an answer goes; withheld once it no longer waits.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>Payments whose receipts are attached as PDF when the mail is sent.</summary>
    public Guid[] AttachReceiptOf { get; init; } = [];

    public required OutboxMailState State { get; set; }

    public int Attempts { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When to try (again); null once the state is final.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public Guid? LeaseBy { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When the mail server was last away, or took nothing of ours, as this was tried.</summary>
    public DateTimeOffset? AwayAt { get; set; }

    /// <summary>The server that took it; null until then.</summary>
    public string? SentServer { get; set; }

    /// <summary>SHA-256 of the bytes that it took.</summary>
    public byte[]? SentSha256 { get; set; }

    /// <summary>What the mail server said last.</summary>
    public string? LastAnswer { get; set; }
}

/// <summary>An account, besides the mail's first, in whose list of mails it is shown.</summary>
public sealed class OutboxMailAccount
{
    public required Guid MailId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<OutboxMailAccount>
    {
        public void Configure(EntityTypeBuilder<OutboxMailAccount> builder) =>
            builder.HasKey(a => new { a.MailId, a.CustomerAccountId });
    }
}

public enum OutboxMailState
{
    Waiting,
    Sent,
    Refused,
    Expired,

    /// <summary>Nothing is mailed to its address (<see cref="Bounces.MailStop"/>).</summary>
    Stopped,
}
