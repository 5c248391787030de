using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// What a bill is told from, compiled once: every look at a bill asks these, and building the question anew each time
/// took the site longer than the database took to answer it.
/// </summary>
internal static class BillStatementQueries
{
    /// <summary>
    /// One bill and those of earlier periods that stand, by the first day of their period, oldest first, each with its
    /// reads.
    /// </summary>
    public static readonly Func<PortalDbContext, Guid, Guid, DateOnly, DateOnly, IAsyncEnumerable<BillAndRead>>
        History = EF.CompileAsyncQuery((
            PortalDbContext db, Guid accountId, Guid shown, DateOnly since, DateOnly until) => (
            from bill in db.Bills
            where bill.CustomerAccountId == accountId && bill.PeriodFrom >= since
                && (bill.Id == shown || (bill.PeriodFrom < until
                    && !db.BillCancellations.Any(c => c.BillId == bill.Id)))
            from read in db.BillReads.Where(r => r.BillId == bill.Id).DefaultIfEmpty()
            orderby bill.PeriodFrom
            select new BillAndRead(bill, read)).AsNoTracking());

    /// <summary>Lines of a bill and, when there is one, of the bill before it, each with what is still open.</summary>
    public static readonly Func<PortalDbContext, Guid, Guid?, IAsyncEnumerable<LineAndOpen>> Lines =
        EF.CompileAsyncQuery((PortalDbContext db, Guid billId, Guid? beforeId) => (
            from line in db.BillLines
            where line.BillId == billId || line.BillId == beforeId
            from item in db.OpenItems
                .Where(i => i.BillId == line.BillId && i.BillLineNo == line.No).DefaultIfEmpty()
            orderby line.No
            select new LineAndOpen(line, (Usd?)item.Open)).AsNoTracking());

    /// <summary>Adjustments that a bill shows, in order.</summary>
    public static readonly Func<PortalDbContext, Guid, IAsyncEnumerable<Adjustment>> Adjustments =
        EF.CompileAsyncQuery((PortalDbContext db, Guid billId) => (
            from shown in db.Set<BillAdjustment>()
            join adjustment in db.Adjustments on shown.AdjustmentId equals adjustment.Id
            where shown.BillId == billId
            orderby shown.No
            select adjustment).AsNoTracking());

    internal sealed record BillAndRead(Bill Bill, BillRead? Read);

    internal sealed record LineAndOpen(BillLine Line, Usd? Open);
}
