using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// What is owed for one bill line. <see cref="Open"/> is changed only under the customer account's lock and always
/// equals the amount less the allocations that stand.
/// </summary>
public sealed class OpenItem
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid BillId { get; init; }

    public required int BillLineNo { get; init; }

    public required ChargeKind ChargeKind { get; init; }

    public required UtilityService Service { get; init; }

    public required string Fund { get; init; }

    public required DateOnly BilledOn { get; init; }

    public required DateOnly DueOn { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Not yet paid.</summary>
    public required Usd Open { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<OpenItem>
    {
        public void Configure(EntityTypeBuilder<OpenItem> builder) =>
            builder.HasOne<BillLine>().WithMany().HasForeignKey(x => new { x.BillId, x.BillLineNo });
    }
}
