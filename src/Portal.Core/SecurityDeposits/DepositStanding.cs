using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// How customers kept their accounts since a day: bills paid after their due day or still open, bills missed, checks
/// and bank debits that came back, cut-offs (a reconnection was charged). On budget billing a bill is paid when what it
/// asked for is.
/// </summary>
public sealed record DepositStanding(Guid AccountId, int LatePayments, int Missed, int ReturnedItems, int CutOffs)
{
    /// <summary>Nothing stands against returning a deposit.</summary>
    public bool IsGood(DepositRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return LatePayments <= rules.LatePayments && ReturnedItems <= rules.ReturnedItems && CutOffs <= rules.CutOffs;
    }

    /// <summary>Why a deposit is asked for (again); null when there is no cause.</summary>
    public DepositCause? Cause(DepositRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return CutOffs > 0 ? DepositCause.CutOff
            : ReturnedItems > 0 ? DepositCause.ReturnedItem
            : Missed >= rules.MissedPayments ? DepositCause.MissedPayments
            : null;
    }

    /// <summary>Several accounts in one query.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DepositStanding>> OfAsync(
        PortalDbContext db, IEnumerable<Guid> accounts, DepositRules rules, DateOnly since, BusinessClock clock,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(clock);
        var (ids, today, from, grace) = (accounts.Distinct().ToArray(), clock.Today, clock.StartOf(since),
            rules.MissedAfterDays);
        var rows = await db.Database.SqlQuery<DepositStanding>($"""
            with owed as (
              select b.customer_account_id, b.id, b.due_on,
                bool_or(i.open_cents > 0) as is_open,
                max((select max(p.effective_on) from allocation l join payment p on p.id = l.payment_id
                  where l.open_item_id = i.id and l.reverses_id is null
                    and not exists (select from allocation r where r.reverses_id = l.id))) as paid_on
              from bill b join open_item i on i.bill_id = b.id
              where b.customer_account_id = any({ids}) and b.due_on >= {since} and b.due_on < {today}
                and not exists (select from bill_cancellation c where c.bill_id = b.id)
                and not exists (select from budget_entry e where e.bill_id = b.id and e.kind = 'bill')
              group by b.customer_account_id, b.id, b.due_on),
            kept as (
              select customer_account_id, is_open or paid_on > due_on as is_late,
                is_open and due_on + {grace} < {today} or paid_on > due_on + {grace} as is_missed
              from owed
              union all
              select e.customer_account_id, unpaid_cents(e.customer_account_id, e.due_on, e.due_on) > 0,
                e.due_on + {grace} < {today}
                  and unpaid_cents(e.customer_account_id, e.due_on, e.due_on + {grace}) > 0
              from budget_entry e
              where e.customer_account_id = any({ids}) and e.due_on >= {since} and e.due_on < {today}
                and e.kind = 'bill' and not exists (select from bill_cancellation c where c.bill_id = e.bill_id))
            select a.id as "AccountId",
              (select count(*) from kept k where k.customer_account_id = a.id and k.is_late)::int as "LatePayments",
              (select count(*) from kept k where k.customer_account_id = a.id and k.is_missed)::int as "Missed",
              (select count(*) from payment_reversal r join payment p on p.id = r.payment_id
                where p.customer_account_id = a.id and r.reversed_at >= {from}
                  and r.cause = 'returned_item')::int as "ReturnedItems",
              (select count(*) from adjustment j where j.customer_account_id = a.id and j.kind = 'fee'
                and j.reason = 'reconnect' and j.posted_on >= {since} and j.reverses_id is null
                and not exists (select from adjustment x where x.reverses_id = j.id))::int as "CutOffs"
            from unnest({ids}) as a (id)
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId);
    }
}
