using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// What is owed for one line of a bill or of an adjustment (ck_open_item_one_source). <see cref="Open"/> is changed
/// only under the customer account's lock and always equals the amount less the allocations and credits that stand.
/// </summary>
public sealed class OpenItem
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Set with <see cref="BillLineNo"/> when a bill charged it.</summary>
    public Guid? BillId { get; init; }

    public int? BillLineNo { get; init; }

    /// <summary>Set with <see cref="AdjustmentLineNo"/> when it was charged outside a bill.</summary>
    public Guid? AdjustmentId { get; init; }

    public int? AdjustmentLineNo { get; init; }

    public required ChargeKind ChargeKind { get; init; }

    public required UtilityService Service { get; init; }

    public required string Fund { get; init; }

    public required DateOnly BilledOn { get; init; }

    public required DateOnly DueOn { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Not yet paid or credited.</summary>
    public required Usd Open { get; set; }

    /// <summary>In a dispute that stands: money goes to it last (domain.md §3.1).</summary>
    public bool IsDisputed { get; set; }

    /// <summary>The bill or adjustment that charged it.</summary>
    public Guid SourceId => BillId ?? AdjustmentId ?? Guid.Empty;

    /// <summary>Its line there.</summary>
    public int LineNo => BillLineNo ?? AdjustmentLineNo ?? 0;

    internal sealed class Table : IEntityTypeConfiguration<OpenItem>
    {
        public void Configure(EntityTypeBuilder<OpenItem> builder)
        {
            builder.HasOne<BillLine>().WithMany().HasForeignKey(x => new { x.BillId, x.BillLineNo });
            builder.HasOne<AdjustmentLine>().WithMany()
                .HasForeignKey(x => new { x.AdjustmentId, x.AdjustmentLineNo });
            builder.Ignore(x => x.SourceId);
            builder.Ignore(x => x.LineNo);
        }
    }
}
