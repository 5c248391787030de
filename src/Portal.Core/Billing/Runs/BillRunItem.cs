using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>One account in a run: what it would be billed, and what became of it.</summary>
public sealed class BillRunItem
{
    public required Guid RunId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required BillRunItemState State { get; init; }

    public required CustomerClass CustomerClass { get; init; }

    /// <summary>New charges.</summary>
    public required Usd Total { get; init; }

    /// <summary>What budget billing would ask for in place of the new charges; null without it.</summary>
    public Usd? Asked { get; init; }

    /// <summary>New charges of the bill before; null on the first.</summary>
    public Usd? Previous { get; init; }

    /// <summary>What the account would owe in all when it was previewed; negative is a credit.</summary>
    public required Usd Due { get; init; }

    /// <summary>Cents by service, as JSON: <c>{"water": 4129}</c>.</summary>
    public required string ByService { get; init; }

    /// <summary>Any of <see cref="ItemFlags"/>.</summary>
    public string[] Flags { get; init; } = [];

    /// <summary>Of the lines and reads: issue prices again and holds an account whose fingerprint differs.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>What it was priced by, as <see cref="BillingBasis"/> sums it up; issue asks what has changed.</summary>
    public long[]? Basis { get; init; }

    public Guid? BillId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillRunItem>
    {
        public void Configure(EntityTypeBuilder<BillRunItem> builder)
        {
            builder.HasKey(i => new { i.RunId, i.CustomerAccountId });
            builder.HasOne<BillRun>().WithMany().HasForeignKey(x => x.RunId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.Property(i => i.ByService).HasColumnType("jsonb");
        }
    }
}

public enum BillRunItemState
{
    /// <summary>Priced, to be issued.</summary>
    Ready,

    /// <summary>A finding stands against it; it takes no part.</summary>
    Blocked,

    /// <summary>It changed between preview and issue, so what was approved is not what it would be.</summary>
    Held,

    Issued,
}

/// <summary>What is worth a look at an item.</summary>
public static class ItemFlags
{
    public const string Zero = "zero";

    /// <summary>The customer would still have a credit.</summary>
    public const string Negative = "negative";

    public const string BigChange = "big_change";

    public const string First = "first";

    public const string Estimated = "estimated";

    public static readonly IReadOnlyList<string> All = [Zero, Negative, BigChange, First, Estimated];
}

/// <summary>Something preflight, preview or issue found. One that blocks holds its account and no other.</summary>
/// <param name="CustomerAccountId">Null when it concerns the whole run.</param>
/// <param name="Detail">What fills the sentence's places.</param>
public sealed record RunFinding(Guid? CustomerAccountId, FindingCode Code, bool Blocks, params string[] Detail);

public enum FindingCode
{
    /// <summary>An open account that is served and in no cycle: it is not in this run nor in any other.</summary>
    MissingCycle,

    /// <summary>Days served before this period were never billed: issue the earlier period first.</summary>
    Unbilled,

    /// <summary>A bill covers days of this period already.</summary>
    DoubleMonth,

    /// <summary>Which version of a schedule prices the run, and since when.</summary>
    RateVersion,

    /// <summary>More or fewer days between the reads than were served; far more or fewer block.</summary>
    DaysOutlier,

    /// <summary>A meter turned after its agreement had ended.</summary>
    ClosedWithUse,

    /// <summary>The rates have no price for it.</summary>
    NoRate,

    /// <summary>Its bill could be sent nowhere.</summary>
    NoAddress,

    /// <summary>No closing read.</summary>
    MissingRead,

    /// <summary>Its read waits for a person.</summary>
    HeldRead,

    /// <summary>Service began or ended inside the period; only two agreements of one point block.</summary>
    PartPeriod,

    /// <summary>The closing read is below the opening one.</summary>
    NegativeUse,

    /// <summary>Nothing is served to it in this period.</summary>
    NoService,

    /// <summary>It changed after the preview was approved.</summary>
    Changed,

    /// <summary>Its meter counts in another unit than the rates price.</summary>
    UnitMismatch,

    /// <summary>A read it was priced by was corrected meanwhile.</summary>
    ReadChanged,

    /// <summary>The rates need something of the place or the customer that nobody has recorded.</summary>
    MissingFigure,

    /// <summary>What an estimate had too much cannot be worked out for certain: a person credits it.</summary>
    TrueUpByHand,

    /// <summary>Who is served what, or on which terms, changed after the preview.</summary>
    AgreementChanged,

    /// <summary>The meter, the carts or the place changed after the preview.</summary>
    PointChanged,

    /// <summary>A meter was exchanged after the preview.</summary>
    ExchangeChanged,

    /// <summary>The water of others at the place, by which a sewer is reckoned, changed after the preview.</summary>
    WaterChanged,

    /// <summary>A bill was canceled, and the days it was for are on no other.</summary>
    CanceledUnbilled,
}
