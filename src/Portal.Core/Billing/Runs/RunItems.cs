using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>One account of a run in a list.</summary>
public sealed record RunItemRow(
    Guid CustomerAccountId, string AccountNumber, string Place, BillRunItemState State, Usd Total, Usd? Previous,
    Usd Due, string[] Flags, Guid? BillId)
{
    public Usd? Change => Previous is { } previous ? Total - previous : null;

    /// <summary>Those whose new charges differ most from their last bill's.</summary>
    internal static Task<List<RunItemRow>> BiggestAsync(PortalDbContext db, Guid run, int most, CancellationToken ct) =>
        Rows(db, db.Set<BillRunItem>().FromSql($"""
            select * from bill_run_item where run_id = {run} and state <> 'blocked' and previous_cents is not null
            order by abs(total_cents - previous_cents) desc, customer_account_id limit {most}
            """)).ToListAsync(ct);

    internal static IQueryable<RunItemRow> Rows(PortalDbContext db, IQueryable<BillRunItem> items) =>
        from item in items.AsNoTracking()
        join account in db.CustomerAccounts on item.CustomerAccountId equals account.Id
        join premise in db.Premises on account.PremiseId equals premise.Id
        select new RunItemRow(
            item.CustomerAccountId, account.Number, premise.Line1, item.State, item.Total, item.Previous, item.Due,
            item.Flags, item.BillId);
}

/// <summary>Accounts of a run, a page at a time: all, or those of one state, flag or finding.</summary>
public sealed record RunItems(IReadOnlyList<RunItemRow> Rows, int Page, int Count)
{
    public const int RowsPerPage = 50;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <summary>Which accounts; what is null or false does not matter.</summary>
    /// <param name="Stuck">Blocked or held.</param>
    public sealed record Filter(
        BillRunItemState? State = null, string? Flag = null, FindingCode? Finding = null, bool Stuck = false);

    public static async Task<RunItems> OfAsync(
        PortalDbContext db, Guid run, Filter only, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(only);
        var code = only.Finding is { } which ? RunWords.Of(which) : null;
        var items = db.Set<BillRunItem>().FromSql($"""
            select * from bill_run_item i where run_id = {run}
              and ({code}::text is null or exists (select from bill_run_finding f where f.run_id = i.run_id
                and f.customer_account_id = i.customer_account_id and f.code = {code}))
            """);
        items = only.State is { } state ? items.Where(i => i.State == state) : items;
        items = only.Flag is { } flag ? items.Where(i => i.Flags.Contains(flag)) : items;
        items = only.Stuck
            ? items.Where(i => i.State == BillRunItemState.Blocked || i.State == BillRunItemState.Held)
            : items;
        var count = await items.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await RunItemRow.Rows(db, items.OrderBy(i => i.CustomerAccountId)
            .Skip((shown - 1) * RowsPerPage).Take(RowsPerPage)).ToListAsync(ct);
        return new(rows, shown, count);
    }
}
