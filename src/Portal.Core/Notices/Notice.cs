using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Notices;

/// <summary>
/// A letter that the city's rules sent, as it was made: its words, their SHA-256, the template's version, who it was
/// for and by which rule. Nobody can change it (tr_notice_append_only).
/// </summary>
public sealed class Notice
{
    public required Guid Id { get; init; }

    /// <summary>Its name for people.</summary>
    public int Number { get; private set; }

    /// <summary>What caused it: the same cause writes one letter.</summary>
    public required string DedupeKey { get; init; }

    public required string Kind { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required NoticeRecipient Recipient { get; init; }

    /// <summary>First line of the envelope.</summary>
    public required string Name { get; init; }

    /// <summary>Lines of the envelope under the name.</summary>
    public required string[] Address { get; init; }

    public required string Language { get; init; }

    public required Guid TemplateId { get; init; }

    public required string Subject { get; init; }

    /// <summary>The whole letter as a page in UTF-8: see <see cref="FrozenLetter"/>.</summary>
    public required byte[] Content { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>Elements that had to be in it, and are.</summary>
    public required string[] Elements { get; init; }

    /// <summary>The rule by which it was sent, as the rules name it.</summary>
    public required string Rule { get; init; }

    /// <summary>The city's day on the letter.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>It went into the outbox too, under <see cref="MailKey"/>.</summary>
    public required bool IsMailed { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string WrittenBy { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>What the cause of its mail begins with.</summary>
    internal const string MailedAs = "notice:";

    /// <summary>The cause under which its mail is in the outbox.</summary>
    public string MailKey => MailedAs + DedupeKey;

    internal sealed class Table : IEntityTypeConfiguration<Notice>
    {
        public void Configure(EntityTypeBuilder<Notice> builder)
        {
            builder.Ignore(n => n.MailKey);
            builder.Property(n => n.Number).ValueGeneratedOnAdd();
            builder.HasIndex(n => n.DedupeKey).IsUnique();
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(n => n.CustomerAccountId);
            builder.HasOne<NoticeTemplate>().WithMany().HasForeignKey(n => n.TemplateId);
        }
    }
}

/// <summary>Who a notice is for.</summary>
public enum NoticeRecipient
{
    Customer,

    /// <summary>Whoever lives at the address that is served.</summary>
    Occupant,

    /// <summary>Somebody whom the customer named to get a copy.</summary>
    ThirdParty,

    /// <summary>An agency that the rules name.</summary>
    Agency,
}

/// <summary>A notice goes out on paper: it waits until a batch has it. The row's existence is the fact.</summary>
public sealed class NoticePaper
{
    public required Guid NoticeId { get; init; }

    public required NoticePaperReason Reason { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticePaper>
    {
        public void Configure(EntityTypeBuilder<NoticePaper> builder)
        {
            builder.HasKey(p => p.NoticeId);
            builder.HasOne<Notice>().WithOne().HasForeignKey<NoticePaper>(p => p.NoticeId);
        }
    }
}

/// <summary>Why a notice goes out on paper.</summary>
public enum NoticePaperReason
{
    /// <summary>Whoever sent it wanted it so: the rule asks for paper.</summary>
    Asked,

    /// <summary>It was to be mailed, and there is no address to mail to.</summary>
    NoAddress,

    MailCameBack,
}
