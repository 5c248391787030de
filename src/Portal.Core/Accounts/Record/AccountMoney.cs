using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Accounts.Record;

/// <summary>
/// Bills and payments of an account, newest first, with what each payment paid and what both wrote in the journal.
/// </summary>
public sealed record AccountMoney(
    IReadOnlyList<AccountMoney.BillRow> Bills,
    int BillCount,
    IReadOnlyList<AccountMoney.PaymentRow> Payments,
    int PaymentCount)
{
    /// <summary>Rows of each table; "show all" asks for more.</summary>
    public const int Shown = 13;

    public static async Task<AccountMoney> OfAsync(PortalDbContext db, Guid accountId, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var bills = await db.Bills.Where(b => b.CustomerAccountId == accountId)
            .OrderByDescending(b => b.IssuedOn).ThenByDescending(b => b.Number)
            .Take(most).AsNoTracking().ToListAsync(ct);
        var billIds = bills.Select(b => b.Id).ToList();
        var open = await db.OpenItems.Where(i => i.BillId != null && billIds.Contains(i.BillId.Value))
            .Select(i => new { i.BillId, i.Open }).ToListAsync(ct);
        var gathered = await db.Set<BudgetEntry>()
            .Where(e => e.BillId != null && billIds.Contains(e.BillId.Value) && e.Kind == BudgetEntryKind.Bill)
            .ToDictionaryAsync(e => e.BillId!.Value, e => e.Gathered, ct);
        var waits = await db.Set<BillWait>().AsNoTracking().Where(w => billIds.Contains(w.BillId))
            .ToDictionaryAsync(w => w.BillId, w => w.Total, ct);
        var canceled = await db.BillCancellations.Where(c => billIds.Contains(c.BillId))
            .Select(c => c.BillId).ToListAsync(ct);
        var payments = await (
            from payment in db.Payments
            join reversal in db.PaymentReversals on payment.Id equals reversal.PaymentId into reversals
            from reversal in reversals.DefaultIfEmpty()
            where payment.CustomerAccountId == accountId
            orderby payment.ReceivedAt descending, payment.Id
            select new { payment, reversal }).Take(most).AsNoTracking().ToListAsync(ct);
        var allocations = await AllocationsAsync(db, [.. payments.Select(p => p.payment.Id)], ct);
        var entries = await EntriesAsync(
            db,
            [
                .. bills.Select(b => b.JournalEntryId).OfType<Guid>(),
                .. payments.Select(p => p.payment.JournalEntryId),
                .. payments.Select(p => p.reversal?.JournalEntryId).OfType<Guid>(),
                .. allocations.SelectMany(a => a.Value).Select(a => a.JournalEntryId),
            ],
            ct);
        return new AccountMoney(
            [
                .. bills.Select(b => new BillRow(
                    b,
                    open.Where(i => i.BillId == b.Id).Select(i => i.Open).Sum(),
                    b.JournalEntryId is { } id ? entries[id] : null,
                    canceled.Contains(b.Id),
                    b.TotalDue - gathered.GetValueOrDefault(b.Id) - waits.GetValueOrDefault(b.Id))),
            ],
            await db.Bills.CountAsync(b => b.CustomerAccountId == accountId, ct),
            [
                .. payments.Select(p => PaymentOf(
                    p.payment, p.reversal, allocations.GetValueOrDefault(p.payment.Id) ?? [], entries)),
            ],
            await db.Payments.CountAsync(p => p.CustomerAccountId == accountId, ct));
    }

    private static PaymentRow PaymentOf(
        Payment payment,
        PaymentReversal? reversal,
        IReadOnlyList<AllocationRow> allocations,
        IReadOnlyDictionary<Guid, JournalDay.Entry> entries)
    {
        var ids = new[] { payment.JournalEntryId }
            .Concat(allocations.Select(a => a.JournalEntryId))
            .Concat(reversal is null ? [] : [reversal.JournalEntryId]);
        return new PaymentRow(payment, reversal, allocations, [.. ids.Distinct().Select(id => entries[id])]);
    }

    private static async Task<Dictionary<Guid, List<AllocationRow>>> AllocationsAsync(
        PortalDbContext db, List<Guid> paymentIds, CancellationToken ct)
    {
        var rows = await (
            from allocation in db.Allocations
            join item in db.OpenItems on allocation.OpenItemId equals item.Id
            join bill in db.Bills on item.BillId equals bill.Id into bills
            from bill in bills.DefaultIfEmpty()
            join adjustment in db.Adjustments on item.AdjustmentId equals adjustment.Id into adjustments
            from adjustment in adjustments.DefaultIfEmpty()
            where paymentIds.Contains(allocation.PaymentId)
            orderby allocation.AllocatedAt, allocation.Sequence
            select new
            {
                allocation.PaymentId,
                Row = new AllocationRow(
                    item.BillId,
                    bill == null ? null : bill.Number,
                    item.BilledOn,
                    adjustment == null ? null : new(adjustment.LabelEn, adjustment.LabelEs),
                    item.Service,
                    item.ChargeKind,
                    allocation.Amount,
                    allocation.ReversesId != null,
                    allocation.JournalEntryId),
            }).ToListAsync(ct);
        return rows.GroupBy(r => r.PaymentId).ToDictionary(g => g.Key, g => g.Select(r => r.Row).ToList());
    }

    private static async Task<IReadOnlyDictionary<Guid, JournalDay.Entry>> EntriesAsync(
        PortalDbContext db, List<Guid> ids, CancellationToken ct)
    {
        var entries = await db.JournalEntries.Where(e => ids.Contains(e.Id)).AsNoTracking().ToListAsync(ct);
        return (await JournalDay.WithLinesAsync(db, entries, ct)).ToDictionary(e => e.Id);
    }

    /// <param name="Open">Of its new charges, not yet paid.</param>
    /// <param name="IsCanceled">It was taken back.</param>
    /// <param name="AmountDue">What it asked for.</param>
    public sealed record BillRow(Bill Bill, Usd Open, JournalDay.Entry? Entry, bool IsCanceled, Usd AmountDue);

    /// <param name="Reversal">Set when the payment was taken back.</param>
    public sealed record PaymentRow(
        Payment Payment,
        PaymentReversal? Reversal,
        IReadOnlyList<AllocationRow> Allocations,
        IReadOnlyList<JournalDay.Entry> Entries);

    /// <param name="BillNumber">Null where it paid a charge outside bills, which has a label.</param>
    /// <param name="TakenBack">This row takes an earlier one back.</param>
    public sealed record AllocationRow(
        Guid? BillId,
        long? BillNumber,
        DateOnly BilledOn,
        ChargeLabel? Label,
        UtilityService Service,
        ChargeKind ChargeKind,
        Usd Amount,
        bool TakenBack,
        Guid JournalEntryId);
}
