using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Records;

namespace Portal.Core.Accounts.Contacts;

/// <summary>Of a change that the office made: how it was asked, and what proved who asked. Append-only.</summary>
public sealed class ContactChangeProof
{
    public required Guid ChangeId { get; init; }

    public required ChangeSource Source { get; init; }

    /// <summary>In words: "PIN of the last bill", "driver's license seen".</summary>
    public required string Proof { get; init; }

    /// <summary>The paper that is kept; a legal name needs one (ck_contact_change_legal_name_has_document).</summary>
    public Guid? DocumentId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ContactChangeProof>
    {
        public void Configure(EntityTypeBuilder<ContactChangeProof> builder)
        {
            builder.HasKey(p => p.ChangeId);
            builder.HasOne<ContactChange>().WithOne().HasForeignKey<ContactChangeProof>(p => p.ChangeId);
            builder.HasOne<KeptDocument>().WithMany().HasForeignKey(p => p.DocumentId);
        }
    }
}

/// <summary>How somebody asked the office.</summary>
public enum ChangeSource
{
    Call,
    Letter,
    Counter,
}
