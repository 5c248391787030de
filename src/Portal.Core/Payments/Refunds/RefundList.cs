using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>The desk of refunds, a page at a time: those that wait longest first.</summary>
public sealed record RefundList(IReadOnlyList<RefundList.Row> Rows, int Count, int Page)
{
    private const int OfAccount = 25;

    private static readonly SortColumns<Refund> Columns = new SortColumns<Refund>(r => r.Id)
        .By("reference", r => r.Reference).By("amount", r => r.Amount).By("state", r => r.State)
        .By("asked", r => r.RequestedAt).By("earliest", r => r.EarliestOn);

    public int Pages => ListPages.Of(Count);

    public sealed record Row(
        Guid Id, string Reference, Guid AccountId, string AccountNumber, string CustomerName, Usd Amount,
        RefundCause Cause, RefundState State, DateOnly RequestedOn, DateOnly EarliestOn);

    /// <summary>Which part of the desk.</summary>
    public enum Part
    {
        /// <summary>Anything to do: to be approved, to be issued, on its way.</summary>
        Open,
        Requested,
        Approved,
        Issued,
        Failed,

        /// <summary>Confirmed, declined or given up.</summary>
        Over,
    }

    /// <param name="sort">
    /// A column, as the address names it; null for the longest waiting first, of those that are over the latest.
    /// </param>
    /// <param name="page">From 1.</param>
    public static async Task<RefundList> OfAsync(
        PortalDbContext db, Part part, string? sort, int page, CancellationToken ct)
    {
        var all = Of(db, part);
        var count = await all.CountAsync(ct);
        var at = ListPages.At(page, count);
        return new(
            await RowsAsync(db, await Sorted(all, part, sort).Page(at).Select(r => r.Id).ToArrayAsync(ct), ct), count,
            at);
    }

    /// <summary>How many a part has.</summary>
    public static Task<int> CountAsync(PortalDbContext db, Part part, CancellationToken ct) =>
        Of(db, part).CountAsync(ct);

    /// <summary>The same without pages, for a file, a part at a time.</summary>
    public static IAsyncEnumerable<IReadOnlyList<Row>> ForFileAsync(
        PortalDbContext db, Part part, string? sort, CancellationToken ct) =>
        Sorted(Of(db, part), part, sort).Select(r => r.Id).InPartsAsync(ids => RowsAsync(db, ids, ct), r => r.Id, ct);

    /// <summary>The latest of one account.</summary>
    public static async Task<IReadOnlyList<Row>> OfAccountAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await RowsAsync(
            db,
            await db.Set<Refund>().Where(r => r.CustomerAccountId == accountId).OrderByDescending(r => r.RequestedAt)
                .ThenBy(r => r.Id).Select(r => r.Id).Take(OfAccount).ToArrayAsync(ct),
            ct);
    }

    private static IQueryable<Refund> Of(PortalDbContext db, Part part)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<Refund>().AsQueryable();
        return part switch
        {
            Part.Requested => all.Where(r => r.State == RefundState.Requested),
            Part.Approved => all.Where(r => r.State == RefundState.Approved),
            Part.Issued => all.Where(r => r.State == RefundState.Issued),
            Part.Failed => all.Where(r => r.State == RefundState.Failed),
            Part.Over => all.Where(r => r.State == RefundState.Confirmed || r.State == RefundState.Declined
                || r.State == RefundState.Canceled),
            _ => all.Where(r => r.State == RefundState.Requested || r.State == RefundState.Approved
                || r.State == RefundState.Issued),
        };
    }

    private static IOrderedQueryable<Refund> Sorted(IQueryable<Refund> all, Part part, string? sort) =>
        Columns.Sort(all, sort)
        ?? (part == Part.Over
            ? all.OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id)
            : Columns.Sort(all, "asked")!);

    private static async Task<IReadOnlyList<Row>> RowsAsync(PortalDbContext db, Guid[] ids, CancellationToken ct)
    {
        var rows = await (
            from refund in db.Set<Refund>().AsNoTracking()
            join account in db.CustomerAccounts on refund.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where ids.Contains(refund.Id)
            select new Row(
                refund.Id, refund.Reference, account.Id, account.Number, customer.Name, refund.Amount, refund.Cause,
                refund.State, refund.RequestedOn, refund.EarliestOn)).ToListAsync(ct);
        return ListParts.InOrder(ids, rows, r => r.Id);
    }
}
