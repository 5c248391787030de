using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;

namespace Portal.Core.Payments.Returns;

/// <summary>Payments that came back, a page at a time: the latest first, or as a column says.</summary>
public sealed record ReturnedList(IReadOnlyList<ReturnedList.Row> Rows, int Count, int Page)
{
    private static readonly SortColumns<Joined> Columns = new SortColumns<Joined>(r => r.Returned.PaymentId)
        .By("returned", r => r.Returned.ReturnedOn).By("recorded", r => r.Returned.RecordedAt)
        .By("reason", r => r.Returned.ReasonCode).By("amount", r => r.Payment.Amount)
        .By("paid", r => r.Payment.EffectiveOn).By("payment", r => r.Payment.Reference);

    public int Pages => ListPages.Of(Count);

    /// <param name="Source">Who told of it.</param>
    /// <param name="BankReference">The paper, line of the file or processor's object that says so.</param>
    public sealed record Row(
        Guid PaymentId, string Reference, Guid AccountId, string AccountNumber, string CustomerName, Tender Tender,
        Usd Amount, DateOnly PaidOn, DateOnly ReturnedOn, string ReasonCode, ReturnSource Source,
        string? BankReference);

    /// <summary>Which of them, in which order.</summary>
    /// <param name="From">First day on which they came back; null for no first.</param>
    /// <param name="To">Last day; null for no last.</param>
    /// <param name="Code">Reason's code, as R01; null for all.</param>
    /// <param name="Sort">A column, as the address names it.</param>
    public sealed record Filter(DateOnly? From, DateOnly? To, string? Code, string? Sort);

    /// <param name="page">From 1.</param>
    public static async Task<ReturnedList> OfAsync(PortalDbContext db, Filter filter, int page, CancellationToken ct)
    {
        var count = await Of(db, filter).CountAsync(ct);
        var at = ListPages.At(page, count);
        var ids = await Sorted(db, filter).Page(at).Select(r => r.Returned.PaymentId).ToArrayAsync(ct);
        return new(await RowsAsync(db, ids, ct), count, at);
    }

    /// <summary>The same without pages, for a file, a part at a time.</summary>
    public static IAsyncEnumerable<IReadOnlyList<Row>> ForFileAsync(
        PortalDbContext db, Filter filter, CancellationToken ct) =>
        Sorted(db, filter).Select(r => r.Returned.PaymentId)
            .InPartsAsync(ids => RowsAsync(db, ids, ct), r => r.PaymentId, ct);

    /// <summary>The codes that payments came back with.</summary>
    public static async Task<IReadOnlyList<string>> CodesAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<ReturnReason>().OrderBy(r => r.Code).Select(r => r.Code).ToListAsync(ct);
    }

    private static IQueryable<ReturnedPayment> Of(PortalDbContext db, Filter filter)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        return db.Set<ReturnedPayment>().AsNoTracking().Where(r =>
            (filter.From == null || r.ReturnedOn >= filter.From) && (filter.To == null || r.ReturnedOn <= filter.To)
            && (filter.Code == null || r.ReasonCode == filter.Code));
    }

    private static IOrderedQueryable<Joined> Sorted(PortalDbContext db, Filter filter)
    {
        var all = Of(db, filter).Join(
            db.Payments.AsNoTracking(), r => r.PaymentId, p => p.Id,
            (returned, payment) => new Joined { Returned = returned, Payment = payment });
        return Columns.Sort(all, filter.Sort) ?? Columns.Sort(all, "-recorded")!;
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(PortalDbContext db, Guid[] ids, CancellationToken ct)
    {
        var rows = await (
            from returned in db.Set<ReturnedPayment>().AsNoTracking()
            join payment in db.Payments on returned.PaymentId equals payment.Id
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where ids.Contains(payment.Id)
            select new Row(
                payment.Id, payment.Reference, account.Id, account.Number, customer.Name, payment.Tender,
                payment.Amount, payment.EffectiveOn, returned.ReturnedOn, returned.ReasonCode, returned.Source,
                returned.Reference)).ToListAsync(ct);
        return ListParts.InOrder(ids, rows, r => r.PaymentId);
    }

    private sealed class Joined
    {
        public required ReturnedPayment Returned { get; init; }

        public required Payment Payment { get; init; }
    }
}
