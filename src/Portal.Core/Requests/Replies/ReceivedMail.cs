using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Replies;

/// <summary>A mail that came in, once for each Message-ID. It stays as it came; what waits is decided once.</summary>
public sealed class ReceivedMail
{
    /// <summary>Made of the Message-ID; the step of the request that it becomes has it, too.</summary>
    public required Guid Id { get; init; }

    public required string MessageId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>As its sender says; nothing proves it.</summary>
    public required string FromName { get; init; }

    public required string FromAddress { get; init; }

    public required string Subject { get; init; }

    /// <summary>All of it as plain text, what it quotes too.</summary>
    public required string Whole { get; init; }

    /// <summary>What of it is new: without what it quotes, and without a signature.</summary>
    public required string Words { get; init; }

    /// <summary>Names of what is attached.</summary>
    public required string[] Files { get; init; }

    /// <summary>Those that could not be kept.</summary>
    public string[] LeftOut { get; set; } = [];

    /// <summary>As it came; null for what nobody will read again, or too large.</summary>
    public byte[]? Raw { get; init; }

    public required MailFate Fate { get; set; }

    /// <summary>Why it did not join by itself; null when it did.</summary>
    public MailWhy? Why { get; init; }

    /// <summary>Whose address it came to, or what it was joined to.</summary>
    public Guid? RequestId { get; set; }

    public Guid? EventId { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The member of staff.</summary>
    public Guid? DecidedBy { get; set; }

    /// <summary>Why it was discarded.</summary>
    public string? Reason { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ReceivedMail>
    {
        public void Configure(EntityTypeBuilder<ReceivedMail> builder)
        {
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(m => m.RequestId);
            builder.HasOne<RequestEvent>().WithOne().HasForeignKey<ReceivedMail>(m => m.EventId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.DecidedBy);
        }
    }
}

/// <summary>What became of a mail.</summary>
public enum MailFate
{
    /// <summary>It is part of a request.</summary>
    Joined,

    /// <summary>Somebody of the office decides.</summary>
    Waiting,

    /// <summary>Written by a machine: nobody needs to read it.</summary>
    Ignored,
    Discarded,
}

/// <summary>Why a mail did not join a request by itself.</summary>
public enum MailWhy
{
    /// <summary>It came to no address of ours that is known.</summary>
    Address,

    /// <summary>It is not from whom the letter went to.</summary>
    Sender,

    /// <summary>Who wrote may not write to the request any more.</summary>
    Access,

    /// <summary>The request ended for good or too long ago.</summary>
    Over,

    /// <summary>Too many in a row.</summary>
    TooMany,

    /// <summary>It says nothing.</summary>
    Empty,

    /// <summary>Its Message-ID came before, with other words.</summary>
    Again,
    Large,

    /// <summary>It cannot be read as a mail.</summary>
    Broken,
    Other,

    /// <summary>An automatic reply, a report of delivery, or a mailing.</summary>
    Automatic,
}
