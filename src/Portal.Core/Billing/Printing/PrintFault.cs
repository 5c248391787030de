using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Billing.Printing;

/// <summary>A bill that a print run could not draw: it is back in the queue, and the run went on.</summary>
public sealed class PrintFault
{
    public const int LongestFault = 500;

    public required Guid PrintRunId { get; init; }

    public required Guid BillId { get; init; }

    /// <summary>In the words of the machine.</summary>
    public required string Fault { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>A fault with the number that people know.</summary>
    public sealed record Row(PrintFault Fault, long BillNumber, Guid AccountId);

    /// <summary>What a run left out, by the number of the bill.</summary>
    public static async Task<IReadOnlyList<Row>> OfAsync(PortalDbContext db, Guid printRunId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from fault in db.Set<PrintFault>()
            join bill in db.Bills on fault.BillId equals bill.Id
            where fault.PrintRunId == printRunId
            orderby bill.Number
            select new Row(fault, bill.Number, bill.CustomerAccountId)).AsNoTracking().ToListAsync(ct);
    }

    internal sealed class Table : IEntityTypeConfiguration<PrintFault>
    {
        public void Configure(EntityTypeBuilder<PrintFault> builder)
        {
            builder.HasKey(f => new { f.PrintRunId, f.BillId });
            builder.HasOne<PrintRun>().WithMany().HasForeignKey(x => x.PrintRunId);
        }
    }
}
