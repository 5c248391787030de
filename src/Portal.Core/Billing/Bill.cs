using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>A bill as it was issued. Never changed: a correction is another bill or an adjustment.</summary>
public sealed class Bill
{
    public required Guid Id { get; init; }

    /// <summary>Without gaps, in order of issue.</summary>
    public required long Number { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>First day of service billed.</summary>
    public required DateOnly PeriodFrom { get; init; }

    /// <summary>Day of the closing read: not itself billed.</summary>
    public required DateOnly PeriodTo { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>Total due of the bill before; zero on the first.</summary>
    public required Usd PreviousBalance { get; init; }

    /// <summary>Received since the bill before, less what was taken back.</summary>
    public required Usd Payments { get; init; }

    /// <summary>
    /// Charges and credits outside bills since the bill before, which this one shows; positive is owed.
    /// </summary>
    public required Usd Adjustments { get; init; }

    public required Usd NewCharges { get; init; }

    /// <summary>Previous balance − payments + adjustments + new charges: the balance right after issue.</summary>
    public required Usd TotalDue { get; init; }

    public Guid? JournalEntryId { get; init; }

    /// <summary>The canceled bill of the same period that this one replaces.</summary>
    public Guid? RebillsId { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<Bill>
    {
        public void Configure(EntityTypeBuilder<Bill> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.RebillsId);
        }
    }
}

/// <summary>One charge of a bill, with all that explains it.</summary>
public sealed class BillLine
{
    public required Guid BillId { get; init; }

    public required int No { get; init; }

    /// <summary>The rate schedule's name of the charge, for example "water_use".</summary>
    public required string ChargeCode { get; init; }

    public required ChargeKind ChargeKind { get; init; }

    public required UtilityService Service { get; init; }

    public required DateOnly FromOn { get; init; }

    public required DateOnly ToOn { get; init; }

    /// <summary>Units billed (CCF, carts); null for charges without a quantity.</summary>
    public decimal? Quantity { get; init; }

    public string? Unit { get; init; }

    public required Usd Amount { get; init; }

    public required string Fund { get; init; }

    /// <summary>Revenue or liability account credited.</summary>
    public required string CreditGlAccount { get; init; }

    /// <summary>A LineExplanation as JSON.</summary>
    public required string Explanation { get; init; }

    /// <summary>The place it is for; null for the one the account is named for.</summary>
    public Guid? PremiseId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillLine>
    {
        public void Configure(EntityTypeBuilder<BillLine> builder)
        {
            builder.HasKey(l => new { l.BillId, l.No });
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.Property(l => l.Explanation).HasColumnType("jsonb");
        }
    }
}

public enum ChargeKind
{
    Service,
    Tax,
    Penalty,
    Fee,
}

/// <summary>The meter reads behind a bill, frozen with it.</summary>
public sealed class BillRead
{
    public required Guid BillId { get; init; }

    public required Guid ServicePointId { get; init; }

    public required string MeterNumber { get; init; }

    public required DateOnly PreviousReadOn { get; init; }

    public required decimal PreviousReading { get; init; }

    public required ReadKind PreviousKind { get; init; }

    public required DateOnly CurrentReadOn { get; init; }

    public required decimal CurrentReading { get; init; }

    public required ReadKind CurrentKind { get; init; }

    /// <summary>In <see cref="Unit"/>.</summary>
    public required decimal Used { get; init; }

    /// <summary>"CCF": hundred cubic feet, about 748 gallons.</summary>
    public required string Unit { get; init; }

    /// <summary>The same read of another bill.</summary>
    internal BillRead Of(Guid billId) => new()
    {
        BillId = billId,
        ServicePointId = ServicePointId,
        MeterNumber = MeterNumber,
        PreviousReadOn = PreviousReadOn,
        PreviousReading = PreviousReading,
        PreviousKind = PreviousKind,
        CurrentReadOn = CurrentReadOn,
        CurrentReading = CurrentReading,
        CurrentKind = CurrentKind,
        Used = Used,
        Unit = Unit,
    };

    internal sealed class Table : IEntityTypeConfiguration<BillRead>
    {
        public void Configure(EntityTypeBuilder<BillRead> builder)
        {
            builder.HasKey(r => new { r.BillId, r.ServicePointId });
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
        }
    }
}

/// <summary>What a meter showed on a day.</summary>
public sealed class MeterRead
{
    public required Guid Id { get; init; }

    public required Guid ServicePointId { get; init; }

    public required DateOnly ReadOn { get; init; }

    public required decimal Reading { get; init; }

    public required ReadKind Kind { get; init; }

    /// <summary>Highest demand since the read before, in kW; null where none was read.</summary>
    public decimal? Demand { get; init; }

    /// <summary>Units sent back since the read before; null where none were read.</summary>
    public decimal? Exported { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MeterRead>
    {
        public void Configure(EntityTypeBuilder<MeterRead> builder) =>
            builder.HasOne<ServicePoint>().WithMany().HasForeignKey(x => x.ServicePointId);
    }
}

public enum ReadKind
{
    Actual,
    Estimated,
}
