using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Ledger;
using Portal.Core.Payments.Refunds;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// What was refunded of a payment that came back: the city paid it out and has not the money, so the customer owes it.
/// The adjustment that charges it has the part's id as its operation (ck_refund_claim_is_charged). Never changed.
/// </summary>
public sealed class RefundClaim
{
    public required Guid RefundPartId { get; init; }

    /// <summary>By which it counts as credit again, so that the whole payment can be taken back (5140, 2120).</summary>
    public required Guid JournalEntryId { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RefundClaim>
    {
        public void Configure(EntityTypeBuilder<RefundClaim> builder)
        {
            builder.HasKey(c => c.RefundPartId);
            builder.HasOne<RefundPart>().WithOne().HasForeignKey<RefundClaim>(c => c.RefundPartId);
            builder.HasOne<JournalEntry>().WithMany().HasForeignKey(c => c.JournalEntryId);
        }
    }
}
