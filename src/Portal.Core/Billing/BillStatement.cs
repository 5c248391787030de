using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>Everything that the page of a bill and the printed bill show, in four queries.</summary>
public sealed record BillStatement
{
    public required Bill Bill { get; init; }

    public required string AccountNumber { get; init; }

    /// <summary>Printed on the bill: proof of having it in hand.</summary>
    public required string Pin { get; init; }

    /// <summary>What the account owes now, whatever this bill says; negative is a credit.</summary>
    public required Usd BalanceNow { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>"en" or "es": the language the customer wants bills in.</summary>
    public required string Language { get; init; }

    /// <summary>Without the name.</summary>
    public required IReadOnlyList<string> MailingAddress { get; init; }

    public required IReadOnlyList<string> ServiceAddress { get; init; }

    /// <summary>In the order of the bill.</summary>
    public required IReadOnlyList<BillStatementLine> Lines { get; init; }

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

    /// <summary>What is not yet paid of this bill's own charges.</summary>
    public Usd StillOpen => Lines.Select(l => l.Open).Sum();

    /// <summary>Days billed; the day of the closing read is not.</summary>
    public int Days => Bill.PeriodTo.DayNumber - Bill.PeriodFrom.DayNumber;

    /// <summary>Loads one bill of the accounts that the reader may see; null when it is not among them.</summary>
    /// <param name="visible">For residents <c>db.VisibleTo(userId)</c>; for staff and the worker all accounts.</param>
    public static async Task<BillStatement?> ForAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid billId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from bill in db.Bills
            join account in visible on bill.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where bill.Id == billId
            select new
            {
                Bill = bill,
                account.Number,
                account.Pin,
                account.Balance,
                Customer = customer,
                Premise = premise,
                HasNewer = db.Bills.Any(b => b.CustomerAccountId == account.Id && b.Number > bill.Number),
                CanceledAt = db.BillCancellations.Where(c => c.BillId == bill.Id)
                    .Select(c => (DateTimeOffset?)c.CanceledAt).FirstOrDefault(),
                ReplacedBy = db.Bills.Where(b => b.RebillsId == bill.Id)
                    .Select(b => new BillReference(b.Id, b.Number, b.IssuedOn)).FirstOrDefault(),
                Replaces = db.Bills.Where(b => b.Id == bill.RebillsId)
                    .Select(b => new BillReference(b.Id, b.Number, b.IssuedOn)).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null)
        {
            return null;
        }

        var (before, reads) = await HistoryAsync(db, head.Bill, ct);
        var lines = await LinesAsync(db, billId, before?.Id, ct);
        var use = UseSeries.Of(reads);
        return new BillStatement
        {
            Bill = head.Bill,
            AccountNumber = head.Number,
            Pin = head.Pin,
            BalanceNow = head.Balance,
            CustomerName = head.Customer.Name,
            Language = head.Customer.Language,
            MailingAddress = Address(
                head.Customer.MailingLine1, head.Customer.MailingLine2, head.Customer.MailingCity,
                head.Customer.MailingState, head.Customer.MailingPostalCode),
            ServiceAddress = Address(
                head.Premise.Line1, head.Premise.Line2, head.Premise.City, head.Premise.State,
                head.Premise.PostalCode),
            Lines = lines[billId].ToList(),
            Reads = reads.Where(r => r.BillId == billId).ToList(),
            Use = use,
            Change = before is null ? null : Compare(head.Bill, before, reads, lines, use),
            Causes = before is null ? [] : ChangeCauses.Between([.. lines[billId]], [.. lines[before.Id]]),
            HasNewer = head.HasNewer,
            Adjustments = await AdjustmentsAsync(db, billId, ct),
            CanceledAt = head.CanceledAt,
            ReplacedBy = head.ReplacedBy,
            Replaces = head.Replaces,
        };
    }

    /// <summary>The bill before this one, and the reads of both years that the chart shows.</summary>
    private static async Task<(Bill? Before, List<BillRead> Reads)> HistoryAsync(
        PortalDbContext db, Bill bill, CancellationToken ct)
    {
        var since = bill.PeriodFrom.AddMonths(-UseSeries.MonthsToRead);
        var rows = await BillStatementQueries
            .History(db, bill.CustomerAccountId, bill.Id, since, bill.PeriodFrom).ToListAsync(ct);
        return (
            rows.LastOrDefault(r => r.Bill.Id != bill.Id)?.Bill,
            rows.Where(r => r.Read is not null).Select(r => r.Read!).ToList());
    }

    private static async Task<IReadOnlyList<BillStatementAdjustment>> AdjustmentsAsync(
        PortalDbContext db, Guid billId, CancellationToken ct) =>
    [
        .. (await BillStatementQueries.Adjustments(db, billId).ToListAsync(ct))
            .Select(a => new BillStatementAdjustment(new(a.LabelEn, a.LabelEs), a.PostedOn, a.Effect)),
    ];

    private static async Task<ILookup<Guid, BillStatementLine>> LinesAsync(
        PortalDbContext db, Guid bill, Guid? before, CancellationToken ct)
    {
        var rows = await BillStatementQueries.Lines(db, bill, before).ToListAsync(ct);
        return rows.ToLookup(
            r => r.Line.BillId,
            r => new BillStatementLine(
                r.Line.No, r.Line.Service, r.Line.ChargeKind, r.Line.ChargeCode, r.Line.Amount, r.Open ?? Usd.Zero,
                LineExplanation.FromJson(r.Line.Explanation)));
    }

    private static BillChange Compare(
        Bill bill, Bill before, List<BillRead> reads, ILookup<Guid, BillStatementLine> lines,
        IReadOnlyList<UseMonth> use)
    {
        var now = reads.Where(r => r.BillId == bill.Id).ToList();
        var then = reads.Where(r => r.BillId == before.Id).ToList();
        var versions = lines[before.Id].ToLookup(l => l.ChargeCode, l => l.Explanation.ScheduleVersion);
        return new BillChange(
            bill.NewCharges - before.NewCharges,
            now.Count == 0 ? null : now.Sum(r => r.Used),
            then.Count == 0 ? null : then.Sum(r => r.Used),
            now.FirstOrDefault()?.Unit,
            bill.PeriodTo.DayNumber - bill.PeriodFrom.DayNumber,
            before.PeriodTo.DayNumber - before.PeriodFrom.DayNumber,
            lines[bill.Id].Any(l => versions[l.ChargeCode].Any(v => v != l.Explanation.ScheduleVersion)),
            now.Any(r => r.CurrentKind == ReadKind.Estimated),
            then.Any(r => r.CurrentKind == ReadKind.Estimated),
            now.Count == 0 ? null : use[^1].UsedYearBefore);
    }

    private static string[] Address(string line1, string? line2, string city, string state, string postalCode) =>
        string.IsNullOrWhiteSpace(line2)
            ? [line1, $"{city}, {state} {postalCode}"]
            : [line1, line2, $"{city}, {state} {postalCode}"];
}

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
    LineExplanation Explanation);

/// <summary>A charge or credit outside bills as it is shown.</summary>
/// <param name="Amount">What it added to the balance; negative for a credit.</param>
public sealed record BillStatementAdjustment(ChargeLabel Label, DateOnly PostedOn, Usd Amount);

/// <summary>Another bill, to lead to.</summary>
public sealed record BillReference(Guid Id, long Number, DateOnly IssuedOn);
