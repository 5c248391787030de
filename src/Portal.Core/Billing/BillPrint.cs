using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Runs;

namespace Portal.Core.Billing;

/// <summary>A bill to go out on paper: its own queue entry, written in the transaction that issued the bill.</summary>
public sealed class BillPrint
{
    public required Guid BillId { get; init; }

    /// <summary>Null for a bill issued alone.</summary>
    public Guid? RunId { get; init; }

    /// <summary>ZIP, then route and place on it, or the address.</summary>
    public required string PostalOrder { get; init; }

    /// <summary>Null until it is printed.</summary>
    public Guid? BatchId { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillPrint>
    {
        public void Configure(EntityTypeBuilder<BillPrint> builder)
        {
            builder.HasKey(p => p.BillId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.HasOne<BillRun>().WithMany().HasForeignKey(x => x.RunId);
        }
    }
}
