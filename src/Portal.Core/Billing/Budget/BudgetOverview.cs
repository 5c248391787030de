using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Budget;

/// <summary>Budget billing of one account, as its resident and the office see it.</summary>
/// <param name="Place">The street address that is served.</param>
/// <param name="Enrollment">The newest one, which may have ended; null when there never was one.</param>
/// <param name="Plan">Where it stands; null when none is live.</param>
/// <param name="Rows">What gathered on it, newest first.</param>
/// <param name="Offer">What enrolling today would mean.</param>
public sealed record BudgetOverview(
    CustomerAccount Account, string Place, BudgetEnrollment? Enrollment, BudgetPlan? Plan,
    IReadOnlyList<BudgetOverview.Row> Rows, BudgetOffer Offer)
{
    /// <summary>Three years of months and what was corrected in them.</summary>
    private const int RowsShown = 48;

    /// <summary>One entry, with the bill it is about.</summary>
    public sealed record Row(BudgetEntry Entry, long? BillNumber, DateOnly? From, DateOnly? To);

    /// <summary>It has not ended.</summary>
    public bool IsLive => Enrollment is { State: not BudgetEnrollmentState.Ended };

    public bool IsLeaving => Enrollment is { State: BudgetEnrollmentState.Leaving };

    /// <summary>The year's charges with what each bill asked for, oldest first.</summary>
    public IEnumerable<(BudgetOffer.Month Month, Usd Asked)> Year => Offer.History.Select(month => (
        month,
        Rows.FirstOrDefault(r => r.Entry.BillId == month.BillId && r.Entry.Kind == BudgetEntryKind.Bill)?.Entry.Asked
            ?? month.Charges));

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <returns>Null when the account is not among them.</returns>
    public static async Task<BudgetOverview?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid accountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await AccountHead.OfAsync(db, visible, null, accountId, ct);
        if (head is null)
        {
            return null;
        }

        var enrollment = await db.Set<BudgetEnrollment>().AsNoTracking()
            .Where(e => e.CustomerAccountId == accountId)
            .OrderByDescending(e => e.EnrolledAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        var live = await LiveBudget.OfAsync((NpgsqlConnection)db.Database.GetDbConnection(), [accountId], ct);
        return new(
            head.Account,
            head.Place,
            enrollment,
            live.GetValueOrDefault(accountId)?.Plan,
            enrollment is null ? [] : await RowsAsync(db, enrollment.Id, ct),
            await BudgetOffer.OfAsync(db, head.Account, today, ct));
    }

    private static Task<List<Row>> RowsAsync(PortalDbContext db, Guid enrollmentId, CancellationToken ct) => (
        from entry in db.Set<BudgetEntry>()
        join bill in db.Bills on entry.BillId equals bill.Id into bills
        from bill in bills.DefaultIfEmpty()
        where entry.EnrollmentId == enrollmentId
        orderby entry.No descending
        select new Row(
            entry, bill == null ? null : bill.Number, bill == null ? null : bill.PeriodFrom,
            bill == null ? null : bill.PeriodTo)).Take(RowsShown).AsNoTracking().ToListAsync(ct);
}
