using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// One month of an account on one page: what was owed when it began, every bill, payment and correction, what was
/// billed for each premise, and what was owed at its end. Told from the ledger, so that it adds up to the balance.
/// </summary>
public sealed record MonthStatement
{
    public required Guid CustomerAccountId { get; init; }

    public required string AccountNumber { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>"en" or "es": the language the customer wants letters in.</summary>
    public required string Language { get; init; }

    /// <summary>Without the name.</summary>
    public required IReadOnlyList<string> MailingAddress { get; init; }

    /// <summary>First day of the month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The month of the account's first entry: there is nothing before it.</summary>
    public required DateOnly First { get; init; }

    /// <summary>The month that goes on.</summary>
    public required DateOnly Last { get; init; }

    /// <summary>Owed when the month began; negative is a credit.</summary>
    public required Usd Opening { get; init; }

    /// <summary>In order of the day; what changed nothing of the balance is left out.</summary>
    public required IReadOnlyList<MonthRow> Rows { get; init; }

    /// <summary>What the month's bills charge for each premise, the account's own first.</summary>
    public required IReadOnlyList<MonthPlace> Places { get; init; }

    /// <summary>Of what was owed at its end, not yet asked for by budget billing; below zero when paid ahead.</summary>
    public required Usd Deferred { get; init; }

    public Usd Closing => Opening + Rows.Select(r => r.Amount).Sum();

    public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

    public Usd SumOf(params MonthRowKind[] kinds) =>
        Rows.Where(r => kinds.Contains(r.Kind)).Select(r => r.Amount).Sum();

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <param name="month">Any day of it; one before the first month or after the last becomes that.</param>
    /// <param name="today">The city's day.</param>
    /// <returns>Null when the account is not among them.</returns>
    public static async Task<MonthStatement?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid accountId, DateOnly month, DateOnly today,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from account in visible
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == accountId
            select new { Account = account, Customer = customer }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null)
        {
            return null;
        }

        var last = FirstOf(today);
        var first = FirstOf(await db.Database.SqlQuery<DateOnly>($"""
            select coalesce(min(e.business_date), {last}) as "Value"
            from journal_line l join journal_entry e on e.id = l.entry_id
            where l.customer_account_id = {accountId}
            """).SingleAsync(ct));
        var shown = FirstOf(month) < first ? first : FirstOf(month) > last ? last : FirstOf(month);
        return new()
        {
            CustomerAccountId = accountId,
            AccountNumber = head.Account.Number,
            CustomerName = head.Customer.Addressee,
            Language = head.Customer.Language,
            MailingAddress = LoadStatements.MailingAddress(head.Customer),
            Month = shown,
            First = first,
            Last = last,
            Opening = new(await OpeningAsync(db, accountId, shown, ct)),
            Rows = await RowsAsync(db, accountId, shown, ct),
            Deferred = new(await DeferredAsync(db, accountId, shown.AddMonths(1), ct)),
            Places = await PlacesAsync(db, head.Account, shown, ct),
        };
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    private static Task<long> OpeningAsync(PortalDbContext db, Guid account, DateOnly from, CancellationToken ct) =>
        db.Database.SqlQuery<long>($"""
            select coalesce(sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end), 0)::bigint
              as "Value"
            from journal_line l join journal_entry e on e.id = l.entry_id
            where l.customer_account_id = {account} and e.business_date < {from}
              and l.gl_account in ({GlAccounts.AccountsReceivable}, {GlAccounts.CustomerCredits})
            """).SingleAsync(ct);

    /// <summary>Each entry on the day of the bill, or of the cancellation, that made it.</summary>
    private static Task<long> DeferredAsync(PortalDbContext db, Guid account, DateOnly until, CancellationToken ct) =>
        db.Database.SqlQuery<long>($"""
            select coalesce(sum(e.actual_cents - e.asked_cents), 0)::bigint as "Value"
            from budget_entry e
            left join bill b on b.id = e.bill_id and e.kind = 'bill'
            left join bill_cancellation c on c.bill_id = e.bill_id and e.kind = 'canceled'
            left join adjustment a on a.id = c.adjustment_id
            where e.customer_account_id = {account}
              and coalesce(b.issued_on, a.posted_on, e.entered_at::date) < {until}
            """).SingleAsync(ct);

    private static async Task<IReadOnlyList<MonthRow>> RowsAsync(
        PortalDbContext db, Guid account, DateOnly from, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<EntryRow>($"""
            select e.business_date, e.cents, e.kind, b.id as bill_id, b.number as bill_number, p.reference,
              taken.reference as taken_back, a.label_en, a.label_es
            from (
              select e.id, e.kind, e.business_date, e.posted_at, e.reverses_id,
                sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end)::bigint as cents
              from journal_line l join journal_entry e on e.id = l.entry_id
              where l.customer_account_id = {account} and e.business_date >= {from}
                and e.business_date < {from.AddMonths(1)}
                and l.gl_account in ({GlAccounts.AccountsReceivable}, {GlAccounts.CustomerCredits})
              group by e.id) e
            left join bill b on b.journal_entry_id = e.id
            left join payment p on p.journal_entry_id = e.id
            left join payment taken on taken.journal_entry_id = e.reverses_id
            left join adjustment a on a.journal_entry_id = e.id
            where e.cents <> 0
            order by e.business_date, e.posted_at, e.id
            """).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new MonthRow(
                r.business_date, KindOf(r), r.bill_id,
                r.bill_number?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ?? r.reference ?? r.taken_back ?? "",
                r.label_en is null ? null : new(r.label_en, r.label_es!), new(r.cents))),
        ];
    }

    private static MonthRowKind KindOf(EntryRow row) => row switch
    {
        { bill_id: not null } => MonthRowKind.Bill,
        { reference: not null } => MonthRowKind.Payment,
        { taken_back: not null } => MonthRowKind.PaymentTakenBack,
        { label_en: not null } => MonthRowKind.Adjustment,
        { kind: EntryKinds.Refund or EntryKinds.RefundReopened or EntryKinds.RefundClaimed } => MonthRowKind.Refund,
        _ => MonthRowKind.Other,
    };

    private static async Task<IReadOnlyList<MonthPlace>> PlacesAsync(
        PortalDbContext db, CustomerAccount account, DateOnly month, CancellationToken ct)
    {
        var lines = await (
            from bill in db.Bills
            join line in db.BillLines on bill.Id equals line.BillId
            where bill.CustomerAccountId == account.Id && bill.IssuedOn >= month
                && bill.IssuedOn < month.AddMonths(1)
                && !db.BillCancellations.Any(c => c.BillId == bill.Id)
            orderby bill.Number, line.No
            select new { PremiseId = line.PremiseId ?? account.PremiseId, line.Service, line.Amount })
            .ToListAsync(ct);
        var ids = lines.Select(l => l.PremiseId).Distinct().ToList();
        var places = await db.Premises.Where(p => ids.Contains(p.Id)).AsNoTracking().ToListAsync(ct);
        return
        [
            .. places.OrderBy(p => p.Id != account.PremiseId).ThenBy(p => p.Line1, StringComparer.Ordinal)
                .Select(p => new MonthPlace(
                    LoadStatements.OneLine(p),
                    [
                        .. lines.Where(l => l.PremiseId == p.Id).GroupBy(l => l.Service)
                            .Select(g => new MonthCharge(g.Key, g.Select(l => l.Amount).Sum())),
                    ])),
        ];
    }

    private sealed record EntryRow(
        DateOnly business_date, long cents, string kind, Guid? bill_id, long? bill_number, string? reference,
        string? taken_back, string? label_en, string? label_es);
}

/// <summary>One thing that changed the balance.</summary>
/// <param name="Reference">Number of the bill, reference of the payment.</param>
/// <param name="Label">An adjustment's own words.</param>
/// <param name="Amount">What it added to the balance; negative took off it.</param>
public sealed record MonthRow(
    DateOnly On, MonthRowKind Kind, Guid? BillId, string Reference, ChargeLabel? Label, Usd Amount);

public enum MonthRowKind
{
    Bill,
    Payment,
    PaymentTakenBack,
    Adjustment,

    /// <summary>Paid back, or come back.</summary>
    Refund,
    Other,
}

/// <summary>What was billed for one premise.</summary>
public sealed record MonthPlace(string Address, IReadOnlyList<MonthCharge> Services)
{
    public Usd Amount => Services.Select(s => s.Amount).Sum();
}

/// <summary>What was billed for one service of it.</summary>
public sealed record MonthCharge(UtilityService Service, Usd Amount);
