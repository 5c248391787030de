using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Money;

namespace Portal.Core.Billing.LateCharges;

/// <summary>That an item was charged for a step of a family: once (ux_late_charge_item_step).</summary>
public sealed class LateCharge
{
    public required Guid OpenItemId { get; init; }

    public required string Family { get; init; }

    public required int Step { get; init; }

    /// <summary>What was unpaid of the item.</summary>
    public required Usd Basis { get; init; }

    /// <summary>The item's share of the charge.</summary>
    public required Usd Amount { get; init; }

    public required Guid AdjustmentId { get; init; }

    /// <summary>Null where a payment came back too late for the run (ck_late_charge_of_run_or_return).</summary>
    public Guid? RunId { get; init; }

    public Guid? ReturnedPaymentId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LateCharge>
    {
        public void Configure(EntityTypeBuilder<LateCharge> builder)
        {
            builder.HasKey(c => new { c.OpenItemId, c.Family, c.Step });
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(x => x.AdjustmentId);
        }
    }
}

/// <summary>
/// Why something is not charged for being late, from a day to a day: a dispute, a stay of court, a payment plan in
/// good standing. Only its end is ever changed.
/// </summary>
public sealed class AccountHold
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Null for the whole account.</summary>
    public Guid? OpenItemId { get; init; }

    public required HoldKind Kind { get; init; }

    public required string Reason { get; init; }

    public required DateOnly StartsOn { get; init; }

    /// <summary>Its last day; null while open.</summary>
    public DateOnly? EndsOn { get; set; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountHold>
    {
        public void Configure(EntityTypeBuilder<AccountHold> builder) =>
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(x => x.OpenItemId);
    }
}

/// <summary>Why an account or item is held.</summary>
public enum HoldKind
{
    Dispute,
    Stay,
    Plan,

    /// <summary>A promised payment is being taken, tried again, or has just failed.</summary>
    Autopay,
}

/// <summary>One preview of late charges, and after its release the run that posts them.</summary>
public sealed class LateChargeRun
{
    public required Guid Id { get; init; }

    public required DateOnly AsOf { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LateChargeRun>
    {
        public void Configure(EntityTypeBuilder<LateChargeRun> builder) => builder.HasKey(r => r.Id);
    }
}

/// <summary>An item that the preview found late, and its share of the charge.</summary>
public sealed class LateChargeRunItem
{
    public required Guid RunId { get; init; }

    public required Guid OpenItemId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required string Family { get; init; }

    public required int Step { get; init; }

    public required Usd Basis { get; init; }

    public required Usd Amount { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LateChargeRunItem>
    {
        public void Configure(EntityTypeBuilder<LateChargeRunItem> builder)
        {
            builder.HasKey(i => new { i.RunId, i.OpenItemId, i.Family });
            builder.HasOne<LateChargeRun>().WithMany().HasForeignKey(x => x.RunId);
        }
    }
}

/// <summary>A run let loose by someone other than who previewed it.</summary>
public sealed class LateChargeRunRelease
{
    public required Guid RunId { get; init; }

    public required string ReleasedBy { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LateChargeRunRelease>
    {
        public void Configure(EntityTypeBuilder<LateChargeRunRelease> builder) => builder.HasKey(r => r.RunId);
    }
}

/// <summary>An account that a run is done with.</summary>
public sealed class LateChargeRunAccount
{
    public required Guid RunId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Zero when it was paid or held meanwhile.</summary>
    public required Usd Charged { get; init; }

    public required DateTimeOffset DoneAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<LateChargeRunAccount>
    {
        public void Configure(EntityTypeBuilder<LateChargeRunAccount> builder) =>
            builder.HasKey(a => new { a.RunId, a.CustomerAccountId });
    }
}
