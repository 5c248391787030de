using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Billing.Adjustments;

/// <summary>A line that was charged and may be adjusted.</summary>
/// <param name="GlAccount">The revenue or liability it was charged to.</param>
/// <param name="Label">As printed where it was charged.</param>
/// <param name="Left">What earlier credits have left of it: the most that can be credited.</param>
public sealed record AdjustableLine(OpenItem Item, string GlAccount, ChargeLabel Label, long? BillNumber, Usd Left)
{
    /// <summary>The bill that it is about, also when it was charged outside it: a late charge's.</summary>
    public Guid? CitesBillId { get; init; }

    /// <summary>The newest lines of an account that something is left of; canceled bills have none.</summary>
    public static async Task<IReadOnlyList<AdjustableLine>> OfAsync(
        PortalDbContext db, Guid accountId, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var items = await db.OpenItems.Where(i => i.CustomerAccountId == accountId)
            .OrderByDescending(i => i.BilledOn).ThenBy(i => i.BillLineNo).Take(most).ToListAsync(ct);
        return [.. (await WithAsync(db, items, ct)).Where(l => l.Left.IsPositive)];
    }

    /// <summary>One line; null when it is not one of the account's.</summary>
    public static async Task<AdjustableLine?> FindAsync(
        PortalDbContext db, Guid accountId, Guid openItemId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var items = await db.OpenItems
            .Where(i => i.Id == openItemId && i.CustomerAccountId == accountId).ToListAsync(ct);
        return (await WithAsync(db, items, ct)).SingleOrDefault();
    }

    /// <summary>Items with the accounts they were charged to and what is left of them.</summary>
    internal static async Task<IReadOnlyList<AdjustableLine>> WithAsync(
        PortalDbContext db, IReadOnlyList<OpenItem> items, CancellationToken ct)
    {
        var bills = items.Select(i => i.BillId).OfType<Guid>().Distinct().ToList();
        var charges = items.Select(i => i.AdjustmentId).OfType<Guid>().Distinct().ToList();
        var ids = items.Select(i => (Guid?)i.Id).ToList();
        var billed = (await (
            from line in db.BillLines
            join bill in db.Bills on line.BillId equals bill.Id
            where bills.Contains(line.BillId)
            select new { Line = line, bill.Number }).AsNoTracking().ToListAsync(ct))
            .ToDictionary(r => (r.Line.BillId, r.Line.No));
        var charged = (await (
            from line in db.Set<AdjustmentLine>()
            join adjustment in db.Adjustments on line.AdjustmentId equals adjustment.Id
            where charges.Contains(line.AdjustmentId)
            select new { Line = line, Adjustment = adjustment }).AsNoTracking().ToListAsync(ct))
            .ToDictionary(r => (r.Line.AdjustmentId, r.Line.No));
        var credited = (await (
            from line in db.Set<AdjustmentLine>()
            join adjustment in db.Adjustments on line.AdjustmentId equals adjustment.Id
            where ids.Contains(line.OpenItemId)
            select new { line.OpenItemId, line.Amount, adjustment.Side }).ToListAsync(ct))
            .ToLookup(r => r.OpenItemId, r => r.Side == Side.Credit ? r.Amount : -r.Amount);
        return
        [
            .. items.Select(item =>
            {
                var left = item.Amount - credited[item.Id].Sum();
                if (item.BillId is { } bill)
                {
                    var line = billed[(bill, item.BillLineNo!.Value)];
                    return new AdjustableLine(
                        item, line.Line.CreditGlAccount, LabelOf(line.Line), line.Number, left)
                    {
                        CitesBillId = bill,
                    };
                }

                var charge = charged[(item.AdjustmentId!.Value, item.AdjustmentLineNo!.Value)];
                return new AdjustableLine(
                    item, charge.Line.GlAccount, new(charge.Adjustment.LabelEn, charge.Adjustment.LabelEs), null, left)
                {
                    CitesBillId = charge.Adjustment.CitesBillId,
                };
            }),
        ];
    }

    private static ChargeLabel LabelOf(BillLine line) =>
        line.Explanation == "{}"
            ? new(line.ChargeCode, line.ChargeCode)
            : LineExplanation.FromJson(line.Explanation).Label;
}

/// <summary>What an operation has done before.</summary>
internal static class EarlierOperations
{
    /// <summary>The answer that the operation was given; null when it is new.</summary>
    public static async Task<Posted?> AlreadyAsync(
        this PortalDbContext db, Guid operationId, Guid accountId, CancellationToken ct) =>
        await db.Adjustments.Where(a => a.OperationId == operationId && a.CustomerAccountId == accountId)
            .OrderByDescending(a => a.OperationNo).FirstOrDefaultAsync(ct) is { } adjustment
            ? Posted.Now(adjustment)
            : null;
}
