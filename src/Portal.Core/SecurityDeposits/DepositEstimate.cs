using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// The most a deposit may be: the estimated bills of so many months (Roseville CA: two), from the account's bills of
/// the last year, or those of whoever was served at the place before; the usual amount of its class where there are
/// none.
/// </summary>
/// <param name="Days">Days billed that it rests on; zero for the usual amount.</param>
public sealed record DepositEstimate(Usd Most, int Days)
{
    private const decimal DaysInMonth = 365m / 12m;

    public static async Task<DepositEstimate> OfAsync(
        PortalDbContext db, CustomerAccount account, DepositRules rules, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(rules);
        var kind = await db.Customers.Where(c => c.Id == account.CustomerId).Select(c => c.Kind).SingleAsync(ct);
        var billed = await BilledAsync(db, [account.Id], today, ct);
        return billed.Days == 0
            ? await AtAsync(db, kind, account.PremiseId, rules, today, ct)
            : Of(rules.Of(kind), billed);
    }

    /// <summary>For somebody not billed yet: from the bills of others at the place.</summary>
    public static async Task<DepositEstimate> AtAsync(
        PortalDbContext db, CustomerKind kind, Guid premiseId, DepositRules rules, DateOnly today,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        var before = await db.CustomerAccounts.Where(a => a.PremiseId == premiseId).Select(a => a.Id).ToListAsync(ct);
        return Of(rules.Of(kind), await BilledAsync(db, before, today, ct));
    }

    /// <summary>Never above the estimate: a part of a cent is dropped.</summary>
    private static DepositEstimate Of(DepositRules.ClassRule rule, (long Cents, int Days) billed) => billed.Days == 0
        ? new(new Usd(rule.UsualCents), 0)
        : new(new Usd((long)(billed.Cents * DaysInMonth * rule.Months / billed.Days)), billed.Days);

    private static async Task<(long Cents, int Days)> BilledAsync(
        PortalDbContext db, IReadOnlyList<Guid> accounts, DateOnly today, CancellationToken ct)
    {
        var since = today.AddYears(-1);
        var bills = await db.Bills.AsNoTracking()
            .Where(b => accounts.Contains(b.CustomerAccountId) && b.PeriodTo > since
                && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .Select(b => new { b.PeriodFrom, b.PeriodTo, b.NewCharges }).ToListAsync(ct);
        return (bills.Sum(b => b.NewCharges.Cents), bills.Sum(b => b.PeriodTo.DayNumber - b.PeriodFrom.DayNumber));
    }
}
