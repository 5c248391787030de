using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Runs;

namespace Portal.Core.Billing;

/// <summary>
/// A bill to go out on paper: its own queue entry, written in the transaction that issued the bill. It waits until a
/// print run takes it, and comes back into the queue when it is to be printed again.
/// </summary>
public sealed class BillPrint
{
    public required Guid BillId { get; init; }

    /// <summary>The bill run; null for a bill issued alone.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Where it stands in the mail: as of issue, then as the print run sorted it.</summary>
    public required string PostalOrder { get; init; }

    /// <summary>The print run that took it; null while it waits.</summary>
    public Guid? PrintRunId { get; init; }

    /// <summary>Set when the print run has sorted it.</summary>
    public Post? Post { get; init; }

    /// <summary>The batch it is in; null until it is printed.</summary>
    public Guid? BatchId { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Set when the bill was canceled before it was mailed.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

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
