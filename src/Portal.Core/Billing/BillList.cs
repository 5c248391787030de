using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>A resident's bills, newest first, a page at a time.</summary>
public sealed record BillList(IReadOnlyList<BillList.Row> Rows, int Page, int Count)
{
    public const int RowsPerPage = 24;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="accountId">One account of theirs, or null for all.</param>
    /// <param name="page">From 1; beyond the last gives the last.</param>
    public static async Task<BillList> ForAsync(
        PortalDbContext db, Guid userId, Guid? accountId, int page, CancellationToken ct)
    {
        var accounts = db.VisibleTo(userId).Where(a => accountId == null || a.Id == accountId);
        var bills =
            from bill in db.Bills
            join account in accounts on bill.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            select new { bill, account, premise };
        var count = await bills.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await bills
            .OrderByDescending(b => b.bill.IssuedOn).ThenByDescending(b => b.bill.Number)
            .Skip((shown - 1) * RowsPerPage).Take(RowsPerPage)
            .Select(b => new Row(
                b.bill.Id, b.account.Number, b.premise.Line1, b.bill.PeriodFrom, b.bill.PeriodTo, b.bill.IssuedOn,
                b.bill.DueOn, b.bill.NewCharges, b.bill.TotalDue,
                db.Set<BudgetEntry>().Where(e => e.BillId == b.bill.Id && e.Kind == BudgetEntryKind.Bill)
                    .Select(e => (Usd?)e.Gathered).FirstOrDefault(),
                db.OpenItems.Any(i => i.BillId == b.bill.Id && i.Open > Usd.Zero),
                db.BillCancellations.Any(c => c.BillId == b.bill.Id), b.account.Id,
                db.Set<BillWait>().Where(w => w.BillId == b.bill.Id)
                    .Select(w => (Usd?)w.Arranged).FirstOrDefault(),
                db.Set<BillWait>().Where(w => w.BillId == b.bill.Id)
                    .Select(w => (Usd?)w.Disputed).FirstOrDefault()))
            .AsNoTracking().ToListAsync(ct);
        return new(await WithBudgetsAsync(db, rows, ct), shown, count);
    }

    /// <summary>Of a bill on a budget something is open when what was asked for by its due day is.</summary>
    private static async Task<List<Row>> WithBudgetsAsync(PortalDbContext db, List<Row> rows, CancellationToken ct)
    {
        var accounts = rows.Where(r => r.Gathered is not null).Select(r => r.AccountId).Distinct().ToList();
        if (accounts.Count == 0)
        {
            return rows;
        }

        var asked = await db.AskedForAsync(accounts, ct);
        return
        [
            .. rows.Select(r => r.Gathered is null
                ? r
                : r with { HasOpen = asked[r.AccountId].Any(a => a.DueOn <= r.DueOn && a.Unpaid.IsPositive) }),
        ];
    }

    /// <summary>One bill. <see cref="HasOpen"/>: some of its own charges are not paid yet.</summary>
    /// <param name="Gathered">By budget billing, after the bill; null without it.</param>
    /// <param name="Arranged">Not asked for, to be paid later as agreed; null when nothing waits.</param>
    /// <param name="Disputed">Not asked for until it is decided; null when nothing waits.</param>
    public sealed record Row(
        Guid Id,
        string AccountNumber,
        string Place,
        DateOnly PeriodFrom,
        DateOnly PeriodTo,
        DateOnly IssuedOn,
        DateOnly DueOn,
        Usd NewCharges,
        Usd TotalDue,
        Usd? Gathered,
        bool HasOpen,
        bool IsCanceled,
        Guid AccountId,
        Usd? Arranged,
        Usd? Disputed)
    {
        /// <summary>What the bill asked for.</summary>
        public Usd AmountDue => TotalDue - (Gathered ?? Usd.Zero) - (Arranged ?? Usd.Zero) - (Disputed ?? Usd.Zero);

        public string MaskedNumber => CustomerAccount.Mask(AccountNumber);
    }
}
