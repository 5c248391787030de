using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Payments;

namespace Portal.Core.Fees;

/// <summary>The row of the fee table that an adjustment was charged by (ck_fee_charge_as_in_table).</summary>
public sealed class FeeCharge
{
    public required Guid AdjustmentId { get; init; }

    public required Guid FeeRateId { get; init; }

    public required FeeBasis Basis { get; init; }

    /// <summary>The cap for a household of low income was applied.</summary>
    public required bool LowIncome { get; init; }

    /// <summary>The payment that came back, charged for once (ux_fee_charge_payment).</summary>
    public Guid? PaymentId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<FeeCharge>
    {
        public void Configure(EntityTypeBuilder<FeeCharge> builder)
        {
            builder.HasKey(c => c.AdjustmentId);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(c => c.AdjustmentId);
            builder.HasOne<FeeRate>().WithMany().HasForeignKey(c => c.FeeRateId);
            builder.HasOne<Payment>().WithMany().HasForeignKey(c => c.PaymentId);
        }
    }
}

/// <summary>A charge that the city let go: the credit, and the charge it cites, once (ux_charge_waiver_once).</summary>
public sealed class ChargeWaiver
{
    public required Guid AdjustmentId { get; init; }

    public required Guid WaivesId { get; init; }

    /// <summary>The rule of that day: once in so many months; null for none.</summary>
    public int? Months { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ChargeWaiver>
    {
        public void Configure(EntityTypeBuilder<ChargeWaiver> builder)
        {
            builder.HasKey(w => w.AdjustmentId);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(w => w.AdjustmentId);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(w => w.WaivesId);
        }
    }
}
