using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Records;

/// <summary>What the schedule lets go as of a day, put together by one person for another to approve.</summary>
public sealed class DestructionList
{
    public required Guid Id { get; init; }

    public required DateOnly AsOf { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>A document of a list, and the day from which it may go (ck_destruction_item_is_due).</summary>
public sealed class DestructionItem
{
    public required Guid ListId { get; init; }

    public required Guid DocumentId { get; init; }

    public required DateOnly DueOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DestructionItem>
    {
        public void Configure(EntityTypeBuilder<DestructionItem> builder)
        {
            builder.HasKey(i => new { i.ListId, i.DocumentId });
            builder.HasOne<DestructionList>().WithMany().HasForeignKey(i => i.ListId);
            builder.HasOne<KeptDocument>().WithMany().HasForeignKey(i => i.DocumentId);
        }
    }
}

/// <summary>That somebody else said yes, and what was destroyed (ck_destruction_approval_second_person).</summary>
public sealed class DestructionApproval
{
    public required Guid ListId { get; init; }

    public required string ApprovedBy { get; init; }

    /// <summary>The council's resolution and the attorney's consent (Gov. Code 34090).</summary>
    public required string Authority { get; init; }

    public required DateTimeOffset ApprovedAt { get; init; }

    public required int Destroyed { get; init; }

    /// <summary>A PDF that names each document with its hash.</summary>
    public required byte[] Certificate { get; init; }

    public required byte[] CertificateSha256 { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DestructionApproval>
    {
        public void Configure(EntityTypeBuilder<DestructionApproval> builder)
        {
            builder.HasKey(a => a.ListId);
            builder.Property(a => a.CertificateSha256).HasColumnName("certificate_sha256");
            builder.HasOne<DestructionList>().WithOne().HasForeignKey<DestructionApproval>(a => a.ListId);
        }
    }
}
