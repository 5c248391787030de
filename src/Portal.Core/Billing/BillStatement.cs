using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>Everything that the page of a bill and the printed bill show.</summary>
public sealed record BillStatement
{
    public required Bill Bill { get; init; }

    public required string AccountNumber { get; init; }

    /// <summary>Printed on the bill: proof of having it in hand.</summary>
    public required string Pin { get; init; }

    /// <summary>What is due on the account now, whatever this bill says; negative is a credit.</summary>
    public required Usd DueNow { get; init; }

    /// <summary>What budget billing makes of the bill; null without it.</summary>
    public BudgetOnBill? Budget { get; init; }

    /// <summary>
    /// What the bill asks for: all that was owed, less what a budget defers, an arrangement lets wait, or is in
    /// dispute.
    /// </summary>
    public Usd AmountDue => Bill.TotalDue - (Budget?.Gathered ?? Usd.Zero) - (Wait?.Total ?? Usd.Zero);

    /// <summary>What of what was owed it did not ask for when it was issued; null when it asked for all.</summary>
    public BillWait? Wait { get; init; }

    /// <summary>All that was owed with it, less what a budget defers.</summary>
    public Usd Owed => AmountDue + (Wait?.Total ?? Usd.Zero);

    public required string CustomerName { get; init; }

    /// <summary>"en" or "es": the language the customer wants bills in.</summary>
    public required string Language { get; init; }

    /// <summary>Without the name.</summary>
    public required IReadOnlyList<string> MailingAddress { get; init; }

    public required IReadOnlyList<string> ServiceAddress { get; init; }

    /// <summary>In the order of the bill.</summary>
    public required IReadOnlyList<BillStatementLine> Lines { get; init; }

    /// <summary>The places that the lines are for: the account's own first, then by address.</summary>
    public IReadOnlyList<BillPlace> Places { get; init; } = [];

    /// <summary>The lines place by place where there are several, else all under none.</summary>
    public IEnumerable<(BillPlace? Place, IReadOnlyList<BillStatementLine> Lines)> ByPlace => Places.Count < 2
        ? [(null, Lines)]
        : Places.Select(place => (
            (BillPlace?)place,
            (IReadOnlyList<BillStatementLine>)[.. Lines.Where(l => l.PremiseId == place.PremiseId)]));

    /// <summary>Charges and credits since the bill before that no bill had shown, oldest first.</summary>
    public IReadOnlyList<BillStatementAdjustment> Adjustments { get; init; } = [];

    /// <summary>Set when the bill was taken back: nothing of it is owed.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>The bill that replaces this canceled one, once there is one.</summary>
    public BillReference? ReplacedBy { get; init; }

    /// <summary>The canceled bill that this one replaces.</summary>
    public BillReference? Replaces { get; init; }

    public required IReadOnlyList<BillRead> Reads { get; init; }

    /// <summary>Up to 13 months of use, oldest first, ending with this bill.</summary>
    public required IReadOnlyList<UseMonth> Use { get; init; }

    /// <summary>Against the bill before; null on the account's first.</summary>
    public BillChange? Change { get; init; }

    /// <summary>What makes up the change, each with its amount; empty on the account's first bill.</summary>
    public required IReadOnlyList<ChangeCause> Causes { get; init; }

    /// <summary>A later bill has been issued, so this one is history.</summary>
    public required bool HasNewer { get; init; }

    public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

    /// <summary>What is not yet paid of this bill's own charges, or of what its budget asks for.</summary>
    public Usd StillOpen => Budget?.Unpaid ?? Lines.Select(l => l.Open).Sum();

    /// <summary>Days billed; the day of the closing read is not.</summary>
    public int Days => Bill.PeriodTo.DayNumber - Bill.PeriodFrom.DayNumber;

    /// <summary>Loads one bill of the accounts that the reader may see; null when it is not among them.</summary>
    /// <summary>
    /// As a resident may see it: the PIN, which links an account at full access, is for who manages it.
    /// </summary>
    public async Task<BillStatement> ReadByAsync(PortalDbContext db, Guid resident, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.ManagedBy(resident).AnyAsync(a => a.Id == Bill.CustomerAccountId, ct)
            ? this
            : this with { Pin = "••••••" };
    }

    /// <param name="visible">For residents <c>db.VisibleTo(userId)</c>; for staff and the worker all accounts.</param>
    public static async Task<BillStatement?> ForAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid billId, CancellationToken ct) =>
        (await LoadStatements.RunAsync(db, visible, [billId], ct)).SingleOrDefault();
}

/// <summary>A bill on budget billing.</summary>
/// <param name="Asked">Its budget amount.</param>
/// <param name="Gathered">Used and not asked for after it; below zero when the customer has paid ahead.</param>
/// <param name="Settles">It asked for what had gathered.</param>
/// <param name="Unpaid">Of what was asked for by its due day.</param>
public sealed record BudgetOnBill(Usd Asked, Usd Gathered, bool Settles, Usd Unpaid);

/// <summary>One charge as it is shown.</summary>
/// <param name="Open">Not yet paid of it.</param>
/// <param name="Explanation">Its label, and how the amount came about: ExplainLine says it in words.</param>
public sealed record BillStatementLine(
    int No,
    UtilityService Service,
    ChargeKind ChargeKind,
    string ChargeCode,
    Usd Amount,
    Usd Open,
    LineExplanation Explanation)
{
    /// <summary>The place that it is for.</summary>
    public Guid PremiseId { get; init; }
}

/// <summary>A place on a bill, and how it is addressed.</summary>
public sealed record BillPlace(Guid PremiseId, string Address);

/// <summary>A charge or credit outside bills as it is shown.</summary>
/// <param name="Amount">What it added to the balance; negative for a credit.</param>
public sealed record BillStatementAdjustment(ChargeLabel Label, DateOnly PostedOn, Usd Amount);

/// <summary>Another bill, to lead to.</summary>
public sealed record BillReference(Guid Id, long Number, DateOnly IssuedOn);
