using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// A charge (debit) or credit outside a bill. Never changed: it is corrected by another that takes it back. Shown on
/// the account's next bill, once.
/// </summary>
public sealed class Adjustment
{
    public required Guid Id { get; init; }

    /// <summary>The form or run that asked for it.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>From 1: an operation may post several on one account.</summary>
    public required int OperationNo { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required AdjustmentKind Kind { get; init; }

    /// <summary>Debit when the customer owes more, credit when less.</summary>
    public required Side Side { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>A code of the city's rule.</summary>
    public required string Reason { get; init; }

    /// <summary>As printed on the bill, in English.</summary>
    public required string LabelEn { get; init; }

    /// <summary>As printed on the bill, in Spanish.</summary>
    public required string LabelEs { get; init; }

    /// <summary>Why, in the words of who did it; for the office only.</summary>
    public string Note { get; init; } = "";

    /// <summary>Reference of the document behind it: a work order, a letter, a scan.</summary>
    public string? Document { get; init; }

    /// <summary>The document itself, where the office keeps it; of the same account.</summary>
    public Guid? KeptDocumentId { get; init; }

    /// <summary>Why more was credited than its reason allows in twelve months (ck_adjustment_reason_cap).</summary>
    public string? OverCap { get; init; }

    /// <summary>When a charge is due; null for credits.</summary>
    public DateOnly? DueOn { get; init; }

    public Guid? CitesBillId { get; init; }

    /// <summary>The adjustment that this one takes back.</summary>
    public Guid? ReversesId { get; init; }

    public required Guid JournalEntryId { get; init; }

    public required DateOnly PostedOn { get; init; }

    public required DateTimeOffset PostedAt { get; init; }

    public required string PostedBy { get; init; }

    /// <summary>The second person, above the limit of its kind (ck_adjustment_limit).</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>What it adds to the balance; negative for a credit.</summary>
    public Usd Effect => Side == Side.Debit ? Amount : -Amount;

    /// <summary>The printed name in a two-letter language.</summary>
    public string Label(string language) => language == "es" ? LabelEs : LabelEn;

    internal sealed class Table : IEntityTypeConfiguration<Adjustment>
    {
        public void Configure(EntityTypeBuilder<Adjustment> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.CitesBillId);
            builder.HasOne<Records.KeptDocument>().WithMany().HasForeignKey(x => x.KeptDocumentId);
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(x => x.ReversesId);
            builder.Ignore(x => x.Effect);
        }
    }
}

/// <summary>What an adjustment is about.</summary>
public enum AdjustmentKind
{
    Correction,
    BillCanceled,
    LateCharge,
    Fee,
    ReturnedItem,
    Waiver,
    Leak,
    SecurityDeposit,
    DepositInterest,
    Budget,

    /// <summary>What was refunded of a payment that came back.</summary>
    ReturnedRefund,
}

/// <summary>The part of an adjustment that falls on one fund and account of the ledger.</summary>
public sealed class AdjustmentLine
{
    public required Guid AdjustmentId { get; init; }

    public required int No { get; init; }

    public required string Fund { get; init; }

    /// <summary>The other side of the receivable: revenue or liability.</summary>
    public required string GlAccount { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>
    /// The item that is lowered, or raised again by taking a credit back; null where a charge opens an item of its
    /// own.
    /// </summary>
    public Guid? OpenItemId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AdjustmentLine>
    {
        public void Configure(EntityTypeBuilder<AdjustmentLine> builder)
        {
            builder.HasKey(l => new { l.AdjustmentId, l.No });
            builder.HasOne<Adjustment>().WithMany().HasForeignKey(x => x.AdjustmentId);
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(x => x.OpenItemId);
        }
    }
}

/// <summary>The bill on which an adjustment is shown: the account's next one.</summary>
public sealed class BillAdjustment
{
    public required Guid AdjustmentId { get; init; }

    public required Guid BillId { get; init; }

    public required int No { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillAdjustment>
    {
        public void Configure(EntityTypeBuilder<BillAdjustment> builder)
        {
            builder.HasKey(a => a.AdjustmentId);
            builder.HasOne<Adjustment>().WithOne().HasForeignKey<BillAdjustment>(x => x.AdjustmentId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
        }
    }
}

/// <summary>A bill taken back. The row's existence is the fact.</summary>
public sealed class BillCancellation
{
    public required Guid BillId { get; init; }

    /// <summary>Null for a bill that charged the customer nothing.</summary>
    public Guid? AdjustmentId { get; init; }

    public required Guid OperationId { get; init; }

    public required string Reason { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset CanceledAt { get; init; }

    public required string CanceledBy { get; init; }

    public string? ApprovedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillCancellation>
    {
        public void Configure(EntityTypeBuilder<BillCancellation> builder)
        {
            builder.HasKey(c => c.BillId);
            builder.HasOne<Bill>().WithOne().HasForeignKey<BillCancellation>(x => x.BillId);
            builder.HasOne<Adjustment>().WithOne().HasForeignKey<BillCancellation>(x => x.AdjustmentId);
        }
    }
}
