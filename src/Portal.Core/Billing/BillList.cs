using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
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
                db.OpenItems.Any(i => i.BillId == b.bill.Id && i.Open > Usd.Zero),
                db.BillCancellations.Any(c => c.BillId == b.bill.Id)))
            .AsNoTracking().ToListAsync(ct);
        return new(rows, shown, count);
    }

    /// <summary>One bill. <see cref="HasOpen"/>: some of its own charges are not paid yet.</summary>
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
        bool HasOpen,
        bool IsCanceled)
    {
        public string MaskedNumber => CustomerAccount.Mask(AccountNumber);
    }
}
