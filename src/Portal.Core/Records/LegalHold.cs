using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Records;

/// <summary>Keeps one document, or all of an account, from being destroyed whatever the schedule says.</summary>
public sealed class LegalHold
{
    public required Guid Id { get; init; }

    public Guid? DocumentId { get; init; }

    public Guid? CustomerAccountId { get; init; }

    public required string Reason { get; init; }

    public required string PlacedBy { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LegalHold>
    {
        public void Configure(EntityTypeBuilder<LegalHold> builder) =>
            builder.HasOne<KeptDocument>().WithMany().HasForeignKey(h => h.DocumentId);
    }
}

/// <summary>That a hold ended, and why. Append-only.</summary>
public sealed class LegalHoldEnd
{
    public required Guid HoldId { get; init; }

    public required string Reason { get; init; }

    public required string EndedBy { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LegalHoldEnd>
    {
        public void Configure(EntityTypeBuilder<LegalHoldEnd> builder)
        {
            builder.HasKey(e => e.HoldId);
            builder.HasOne<LegalHold>().WithOne().HasForeignKey<LegalHoldEnd>(e => e.HoldId);
        }
    }
}
