using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>One thing that happened to a request. Its id is the form's operation id. Append-only.</summary>
public sealed class RequestEvent
{
    public required Guid Id { get; init; }

    public required Guid RequestId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An <see cref="Actor.Name"/>.</summary>
    public required string By { get; init; }

    public required RequestAct Act { get; init; }

    /// <summary>Null when it was opened by it.</summary>
    public RequestState? FromState { get; init; }

    public required RequestState ToState { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestEvent>
    {
        public void Configure(EntityTypeBuilder<RequestEvent> builder) =>
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(x => x.RequestId);
    }
}

/// <summary>Words of the conversation. Append-only.</summary>
public sealed class RequestMessage
{
    public required Guid EventId { get; init; }

    /// <summary>As typed.</summary>
    public required string Body { get; init; }

    /// <summary>The same to be shown: what <see cref="Common.IHtmlCleaner"/> let pass.</summary>
    public required string Html { get; init; }

    /// <summary>Stays in the office.</summary>
    public required bool IsNote { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestMessage>
    {
        public void Configure(EntityTypeBuilder<RequestMessage> builder)
        {
            builder.HasKey(m => m.EventId);
            builder.HasOne<RequestEvent>().WithOne().HasForeignKey<RequestMessage>(m => m.EventId);
        }
    }
}

/// <summary>A file that came with words, cleaned, under a random name. Append-only.</summary>
public sealed class RequestFile
{
    /// <summary>Random: nothing about the file can be told from it.</summary>
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>As it is offered for download: what was sent, made harmless.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    public required byte[] Content { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>Proof of identity: only for who sent it and for staff who may see it.</summary>
    public required bool IsRestricted { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestFile>
    {
        public void Configure(EntityTypeBuilder<RequestFile> builder)
        {
            builder.Property(f => f.Sha256).HasColumnName("sha256");
            builder.HasOne<RequestEvent>().WithMany().HasForeignKey(x => x.EventId);
        }
    }
}

/// <summary>A member of staff opened a restricted file. Append-only.</summary>
public sealed class RequestFileView
{
    public required Guid Id { get; init; }

    public required Guid FileId { get; init; }

    public required Guid StaffUserId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Network address it was opened from.</summary>
    public string? Address { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestFileView>
    {
        public void Configure(EntityTypeBuilder<RequestFileView> builder)
        {
            builder.HasOne<RequestFile>().WithMany().HasForeignKey(x => x.FileId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => x.StaffUserId);
        }
    }
}

/// <summary>How well an answer helped, from 1 to 5. Append-only.</summary>
public sealed class RequestRating
{
    /// <summary>The event that answered: each answer is rated once.</summary>
    public required Guid AnswerId { get; init; }

    public required int Score { get; init; }

    public string? Words { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An <see cref="Actor.Name"/>.</summary>
    public required string By { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestRating>
    {
        public void Configure(EntityTypeBuilder<RequestRating> builder)
        {
            builder.HasKey(r => r.AnswerId);
            builder.HasOne<RequestEvent>().WithOne().HasForeignKey<RequestRating>(r => r.AnswerId);
        }
    }
}
