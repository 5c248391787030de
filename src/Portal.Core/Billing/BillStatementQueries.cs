using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
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
    /// Bills, each with those of earlier periods that stand, as far back as the chart goes, by the first day of their
    /// period, oldest first, each with its reads.
    /// </summary>
    public static readonly Func<PortalDbContext, List<Guid>, IAsyncEnumerable<BillAndRead>> History =
        EF.CompileAsyncQuery((PortalDbContext db, List<Guid> ids) => (
            from shown in db.Bills
            where ids.Contains(shown.Id)
            from bill in db.Bills
            where bill.CustomerAccountId == shown.CustomerAccountId
                && bill.PeriodFrom >= shown.PeriodFrom.AddMonths(-UseSeries.MonthsToRead)
                && bill.PeriodFrom <= shown.PeriodFrom
                && (bill.Id == shown.Id || (bill.PeriodFrom < shown.PeriodFrom
                    && !db.BillCancellations.Any(c => c.BillId == bill.Id)))
            from read in db.BillReads.Where(r => r.BillId == bill.Id).DefaultIfEmpty()
            orderby bill.PeriodFrom
            select new BillAndRead(shown.Id, bill, read)).AsNoTracking());

    /// <summary>Lines of bills, each with what is still open.</summary>
    public static readonly Func<PortalDbContext, List<Guid>, IAsyncEnumerable<LineAndOpen>> Lines =
        EF.CompileAsyncQuery((PortalDbContext db, List<Guid> ids) => (
            from line in db.BillLines
            where ids.Contains(line.BillId)
            from item in db.OpenItems
                .Where(i => i.BillId == line.BillId && i.BillLineNo == line.No).DefaultIfEmpty()
            orderby line.No
            select new LineAndOpen(line, (Usd?)item.Open)).AsNoTracking());

    /// <summary>Adjustments that bills show, in order.</summary>
    public static readonly Func<PortalDbContext, List<Guid>, IAsyncEnumerable<ShownAdjustment>> Adjustments =
        EF.CompileAsyncQuery((PortalDbContext db, List<Guid> ids) => (
            from shown in db.Set<BillAdjustment>()
            join adjustment in db.Adjustments on shown.AdjustmentId equals adjustment.Id
            where ids.Contains(shown.BillId)
            orderby shown.No
            select new ShownAdjustment(shown.BillId, adjustment)).AsNoTracking());

    /// <summary>Premises by their ids.</summary>
    public static readonly Func<PortalDbContext, List<Guid>, IAsyncEnumerable<Premise>> Places =
        EF.CompileAsyncQuery((PortalDbContext db, List<Guid> ids) =>
            db.Premises.Where(p => ids.Contains(p.Id)).AsNoTracking());

    internal sealed record BillAndRead(Guid Shown, Bill Bill, BillRead? Read);

    internal sealed record LineAndOpen(BillLine Line, Usd? Open);

    internal sealed record ShownAdjustment(Guid BillId, Adjustment Adjustment);
}
