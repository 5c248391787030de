using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// The city's rules about refunds (domain.md §5), as data: who approves how much, and when money has cleared.
/// </summary>
public sealed record RefundRules
{
    /// <summary>Where a city begins.</summary>
    public static readonly RefundRules Usual = new()
    {
        Bands =
        [
            new(100_00, StaffRole.Technician, 1),
            new(1_000_00, StaffRole.Supervisor, 1),
            new(5_000_00, StaffRole.Supervisor, 2),
            new(999_999_99, StaffRole.Supervisor, 3),
        ],
    };

    /// <summary>An open account's credit below this stays a credit, unless the customer asks.</summary>
    public long SmallCents { get; init; } = 5_00;

    /// <summary>Banking days until a bank debit has cleared.</summary>
    public int DebitDays { get; init; } = 5;

    /// <summary>The same of a check.</summary>
    public int CheckDays { get; init; } = 10;

    /// <summary>Days after which a check that nobody cashed is stale (UCC 4-404; "void after 180 days").</summary>
    public int StaleDays { get; init; } = 180;

    /// <summary>
    /// What the customer owes on other accounts of theirs is kept back: the city's ordinance lets credit be put to it.
    /// </summary>
    public bool HoldsForOtherAccounts { get; init; } = true;

    /// <summary>
    /// Rising; the first that an amount fits into says who approves it (ck_refund_approval_band). Null where the rule
    /// about adjustments has bands for refunds, which go before these (<see cref="RefundBands"/>).
    /// </summary>
    public IReadOnlyList<Band>? Bands { get; init; }

    /// <param name="UpToCents">The largest amount of it.</param>
    /// <param name="Role">The least role that approves (<see cref="StaffRoles.RankOf"/>).</param>
    /// <param name="Approvals">How many people must, each another.</param>
    public sealed record Band(long UpToCents, StaffRole Role, int Approvals);

    /// <summary>The day from which on a payment's money is surely there.</summary>
    /// <param name="receivedOn">The city day on which it came.</param>
    public DateOnly ClearsOn(Tender tender, DateOnly receivedOn) => tender switch
    {
        Tender.Check => BankingDays.Add(receivedOn, CheckDays),
        Tender.BankDebit => BankingDays.Add(receivedOn, DebitDays),
        _ => receivedOn,
    };

    /// <summary>The field that cannot be meant; null when all can.</summary>
    internal string? Wrong() =>
        SmallCents is < 0 or > 100_00 ? "small_cents"
        : DebitDays is < 0 or > 60 ? "debit_days"
        : CheckDays is < 0 or > 60 ? "check_days"
        : StaleDays is < 30 or > 730 ? "stale_days"
        : Bands is not null && (Bands.Count == 0 || Bands.Any(b => b.UpToCents < 1 || b.Approvals is < 1 or > 8)
            || Bands.Zip(Bands.Skip(1)).Any(p => p.First.UpToCents >= p.Second.UpToCents)) ? "bands"
        : null;
}
