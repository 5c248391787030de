using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>The desk of refunds, a page at a time: those that wait longest first.</summary>
public sealed record RefundList(IReadOnlyList<RefundList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 25;

    /// <summary>Rows of an export.</summary>
    public const int MostExported = 5000;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

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

    /// <param name="page">From 1.</param>
    public static async Task<RefundList> OfAsync(PortalDbContext db, Part part, int page, CancellationToken ct)
    {
        var all = Of(db, part);
        var count = await all.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        return new(await RowsAsync(db, all, (at - 1) * RowsPerPage, RowsPerPage, ct), count, at);
    }

    /// <summary>How many a part has.</summary>
    public static Task<int> CountAsync(PortalDbContext db, Part part, CancellationToken ct) =>
        Of(db, part).CountAsync(ct);

    /// <summary>The same without pages, for a file.</summary>
    public static Task<IReadOnlyList<Row>> AllAsync(PortalDbContext db, Part part, CancellationToken ct) =>
        RowsAsync(db, Of(db, part), 0, MostExported, ct);

    /// <summary>The latest of one account.</summary>
    public static Task<IReadOnlyList<Row>> OfAccountAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return RowsAsync(
            db, db.Set<Refund>().Where(r => r.CustomerAccountId == accountId).OrderByDescending(r => r.RequestedAt)
                .ThenBy(r => r.Id), 0, RowsPerPage, ct);
    }

    private static IOrderedQueryable<Refund> Of(PortalDbContext db, Part part)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<Refund>().AsQueryable();
        all = part switch
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
        return part == Part.Over
            ? all.OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id)
            : all.OrderBy(r => r.RequestedAt).ThenBy(r => r.Id);
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        PortalDbContext db, IOrderedQueryable<Refund> sorted, int skip, int take, CancellationToken ct)
    {
        var refunds = await sorted.Skip(skip).Take(take).AsNoTracking().ToListAsync(ct);
        var ids = refunds.Select(r => r.CustomerAccountId).Distinct().ToList();
        var accounts = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where ids.Contains(account.Id)
            select new { account.Id, account.Number, customer.Name }).ToDictionaryAsync(a => a.Id, ct);
        return
        [
            .. refunds.Select(r => new Row(
                r.Id, r.Reference, r.CustomerAccountId, accounts[r.CustomerAccountId].Number,
                accounts[r.CustomerAccountId].Name, r.Amount, r.Cause, r.State, r.RequestedOn, r.EarliestOn)),
        ];
    }
}
