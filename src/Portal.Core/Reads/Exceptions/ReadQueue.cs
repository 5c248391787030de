using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Reads.Exceptions;

/// <summary>Exceptions of reads as the office lists them, oldest first, with how many there are of each rule.</summary>
public sealed record ReadQueue(
    IReadOnlyList<ReadQueue.Row> Rows, IReadOnlyList<ReadQueue.RuleCount> Rules, int Count, int Page)
{
    public const int RowsPerPage = 50;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <summary>What the list is narrowed to.</summary>
    public enum View
    {
        /// <summary>Everything that holds an account.</summary>
        Unresolved,

        /// <summary>Nobody has decided.</summary>
        Open,

        /// <summary>Somebody is sent to the meter.</summary>
        Rereads,

        /// <summary>A second person has to say yes or no.</summary>
        Approval,

        /// <summary>Decided, latest first.</summary>
        Settled,
    }

    public sealed record RuleCount(ReadRule Rule, int Count);

    /// <summary>One exception, with the account and place it is about.</summary>
    public sealed record Row(
        ReadException Exception,
        string? AccountNumber,
        string? Customer,
        string MeterNumber,
        string Line1,
        string? Route,
        int? RouteOrder)
    {
        public ReadFigures Figures => ReadFigures.Of(Exception.Evidence);
    }

    public static async Task<ReadQueue> OfAsync(
        PortalDbContext db, View view, ReadRule? rule, string? cycle, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = Narrowed(db, view, cycle);
        var rules = await all.GroupBy(e => e.Rule).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var wanted = rule is null ? all : all.Where(e => e.Rule == rule);
        var count = rule is null
            ? rules.Sum(r => r.Count)
            : rules.Where(r => r.Key == rule).Sum(r => r.Count);
        var last = Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage);
        page = Math.Clamp(page, 1, last);
        var ordered = view == View.Settled
            ? wanted.OrderByDescending(e => e.ClosedAt).ThenBy(e => e.Id)
            : wanted.OrderBy(e => e.PeriodOn).ThenBy(e => e.Rule).ThenBy(e => e.Id);
        return new(
            await RowsAsync(db, ordered.Skip((page - 1) * RowsPerPage).Take(RowsPerPage), ct),
            [.. rules.Select(r => new RuleCount(r.Key, r.Count)).OrderBy(r => r.Rule)],
            count,
            page);
    }

    /// <summary>How many a view has.</summary>
    public static Task<int> CountAsync(PortalDbContext db, View view, CancellationToken ct) =>
        Narrowed(db, view, cycle: null).CountAsync(ct);

    /// <summary>Every re-read that is ordered, in walking order; for paper and for the list.</summary>
    public static async Task<IReadOnlyList<Row>> RereadsAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await RowsAsync(
            db, db.Set<ReadException>().Where(e => e.State == ReadExceptionState.RereadOrdered), ct);
        return [.. rows.OrderBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.RouteOrder)
            .ThenBy(r => r.Line1, StringComparer.Ordinal).ThenBy(r => r.Exception.Id)];
    }

    /// <summary>One exception; null when there is none.</summary>
    public static async Task<Row?> OneAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await RowsAsync(db, db.Set<ReadException>().Where(e => e.Id == id), ct)).SingleOrDefault();
    }

    private static IQueryable<ReadException> Narrowed(PortalDbContext db, View view, string? cycle)
    {
        var all = db.Set<ReadException>().AsNoTracking();
        all = view switch
        {
            View.Open => all.Where(e => e.State == ReadExceptionState.Open),
            View.Rereads => all.Where(e => e.State == ReadExceptionState.RereadOrdered),
            View.Approval => all.Where(e => e.State == ReadExceptionState.AwaitingApproval),
            View.Settled => all.Where(e => e.ClosedAt != null),
            _ => all.Where(e => e.ClosedAt == null),
        };
        return cycle is null
            ? all
            : all.Where(e => db.CustomerAccounts.Any(
                a => a.Id == e.CustomerAccountId && a.BillingCycle == cycle));
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        PortalDbContext db, IQueryable<ReadException> exceptions, CancellationToken ct)
    {
        var rows = await (
            from e in exceptions
            join point in db.ServicePoints on e.ServicePointId equals point.Id
            join premise in db.Premises on point.PremiseId equals premise.Id
            join account in db.CustomerAccounts on e.CustomerAccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            join customer in db.Customers on account.CustomerId equals customer.Id into customers
            from customer in customers.DefaultIfEmpty()
            select new Row(
                e,
                account == null ? null : account.Number,
                customer == null ? null : customer.Name,
                point.MeterNumber!,
                premise.Line1,
                point.Route,
                point.RouteOrder)).AsNoTracking().ToListAsync(ct);
        var places = await exceptions.Select(e => e.Id).ToListAsync(ct);
        return [.. rows.OrderBy(r => places.IndexOf(r.Exception.Id))];
    }
}
