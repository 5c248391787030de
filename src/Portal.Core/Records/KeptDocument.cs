using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Records;

/// <summary>How long documents of a class are kept, and from when. The city's schedule, as data.</summary>
public sealed class RetentionClass
{
    public required string Code { get; init; }

    public required string NameEn { get; init; }

    public required string NameEs { get; init; }

    public required int Years { get; init; }

    public required RetentionStart CountsFrom { get; init; }

    /// <summary>The law or resolution that says so.</summary>
    public required string Authority { get; init; }

    public required int Sort { get; init; }

    public string In(string language) => language == "es" ? NameEs : NameEn;

    internal sealed class Table : IEntityTypeConfiguration<RetentionClass>
    {
        public void Configure(EntityTypeBuilder<RetentionClass> builder) => builder.HasKey(c => c.Code);
    }
}

public enum RetentionStart
{
    /// <summary>The document's own day.</summary>
    Day,

    /// <summary>The day its account is closed.</summary>
    Closing,
}

/// <summary>That there is, or was, a document. Append-only; its bytes are <see cref="DocumentContent"/>.</summary>
public sealed class KeptDocument
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    /// <summary>Code of its <see cref="RetentionClass"/>.</summary>
    public required string Class { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public required string Title { get; init; }

    /// <summary>The day written on it.</summary>
    public required DateOnly DatedOn { get; init; }

    /// <summary>As it is offered for download: what was sent, made harmless.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    public required int Size { get; init; }

    public required byte[] Sha256 { get; init; }

    public required string KeptBy { get; init; }

    public required DateTimeOffset KeptAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<KeptDocument>
    {
        public void Configure(EntityTypeBuilder<KeptDocument> builder)
        {
            builder.Property(d => d.Sha256).HasColumnName("sha256");
            builder.HasOne<RetentionClass>().WithMany().HasForeignKey(d => d.Class);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(d => d.CustomerAccountId);
        }
    }
}

/// <summary>The bytes of a document, until they are destroyed.</summary>
public sealed class DocumentContent
{
    public required Guid DocumentId { get; init; }

    public required byte[] Content { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DocumentContent>
    {
        public void Configure(EntityTypeBuilder<DocumentContent> builder)
        {
            builder.HasKey(c => c.DocumentId);
            builder.HasOne<KeptDocument>().WithOne().HasForeignKey<DocumentContent>(c => c.DocumentId);
        }
    }
}

/// <summary>Who opened a document. Append-only.</summary>
public sealed class DocumentView
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required Guid StaffUserId { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Address { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DocumentView>
    {
        public void Configure(EntityTypeBuilder<DocumentView> builder) =>
            builder.HasOne<KeptDocument>().WithMany().HasForeignKey(v => v.DocumentId);
    }
}
