using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.SecurityDeposits;

/// <summary>What the office does about deposits: which are due for return, which are demanded and not paid.</summary>
public static class DepositList
{
    /// <summary>Rows shown, and returned, at once.</summary>
    public const int Shown = 200;

    /// <summary>A deposit that may go back today.</summary>
    public sealed record Due(
        Guid AccountId, string AccountNumber, string CustomerName, ReturnDeposit.Case Case);

    /// <summary>A demand that stands.</summary>
    public sealed record Demanded(DepositDemand Demand, string AccountNumber, string CustomerName);

    /// <summary>Deposits held long enough whose conditions are met, oldest first.</summary>
    public static async Task<IReadOnlyList<Due>> DueAsync(PortalDbContext db, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return [];
        }

        var (due, after) = (new List<Due>(), (SecurityDeposit?)null);
        while (due.Count < Shown)
        {
            var rows = await OldAsync(db, clock.Today.AddMonths(-rules.Months), after, ct);
            if (rows.Count == 0)
            {
                break;
            }

            var ids = rows.Select(r => r.Deposit.Id).ToList();
            var movements = (await db.Set<DepositMovement>().Where(m => ids.Contains(m.DepositId)).AsNoTracking()
                .ToListAsync(ct)).ToLookup(m => m.DepositId);
            var standing = await DepositStanding.OfAsync(
                db, rows.Select(r => r.Deposit.CustomerAccountId), rules, clock.Today.AddMonths(-rules.Months), clock,
                ct);
            var lately = await ReturnDeposit.LatelyAsync(db, [.. standing.Keys], rules, clock.Today, ct);
            due.AddRange(
                from row in rows
                let found = ReturnDeposit.CaseOf(
                    new(row.Deposit, [.. movements[row.Deposit.Id]], []), rules,
                    standing[row.Deposit.CustomerAccountId], clock.Today,
                    lately.GetValueOrDefault(row.Deposit.CustomerAccountId))
                where found.IsDue
                select new Due(row.Deposit.CustomerAccountId, row.Number, row.Name, found));
            after = rows[^1].Deposit;
        }

        return [.. due.Take(Shown)];
    }

    /// <summary>The next deposits held since a day or longer, whose account is open.</summary>
    private static Task<List<Old>> OldAsync(
        PortalDbContext db, DateOnly taken, SecurityDeposit? after, CancellationToken ct)
    {
        var (day, id) = (after?.TakenOn ?? DateOnly.MinValue, after?.Id ?? Guid.Empty);
        return (
            from deposit in db.Set<SecurityDeposit>()
            join account in db.CustomerAccounts on deposit.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where deposit.TakenOn <= taken && account.ClosedOn == null
                && (deposit.TakenOn > day || (deposit.TakenOn == day && deposit.Id > id))
                && !db.Set<DepositMovement>().Any(m => m.DepositId == deposit.Id
                    && (m.Kind == DepositMove.Applied || m.Kind == DepositMove.Returned))
            orderby deposit.TakenOn, deposit.Id
            select new Old(deposit, account.Number, customer.Name)).AsNoTracking().Take(Shown * 5).ToListAsync(ct);
    }

    private sealed record Old(SecurityDeposit Deposit, string Number, string Name);

    private sealed record FundRow(string Fund, long Cents, int Deposits);

    /// <summary>Demands that stand, oldest first.</summary>
    public static async Task<IReadOnlyList<Demanded>> DemandedAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from demand in db.Set<DepositDemand>()
            join account in db.CustomerAccounts on demand.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where !db.Set<DepositDemandDrop>().Any(d => d.DemandId == demand.Id)
                && !db.Set<SecurityDeposit>().Any(d => d.DemandId == demand.Id)
            orderby demand.DemandedOn, demand.Id
            select new Demanded(demand, account.Number, customer.Name)).AsNoTracking().Take(Shown).ToListAsync(ct);
    }

    /// <summary>What is held in all, by fund: the liability that the ledger has to show.</summary>
    public static async Task<IReadOnlyList<(string Fund, Usd Held, int Deposits)>> HeldAsync(
        PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Database.SqlQuery<FundRow>($"""
            select d.fund as "Fund", sum(m.cents)::bigint as "Cents",
              (count(*) filter (where m.cents > 0))::int as "Deposits"
            from security_deposit d join lateral (
              select sum(case when kind in ('taken', 'interest') then amount_cents else -amount_cents end) as cents
              from deposit_movement where deposit_id = d.id) m on true
            group by d.fund order by d.fund
            """).ToListAsync(ct);
        return [.. rows.Select(r => (r.Fund, new Usd(r.Cents), r.Deposits))];
    }
}
