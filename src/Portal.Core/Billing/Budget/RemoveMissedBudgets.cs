using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// Every night: takes off budget billing who did not pay a bill in time. Safe to run twice and at once:
/// RemoveFromBudget looks again under the account's lock.
/// </summary>
public sealed class RemoveMissedBudgets(PortalDbContext db, RemoveFromBudget remove, BusinessClock clock)
{
    /// <summary>Accounts a night; the rest the next.</summary>
    public const int AccountsPerRun = 1000;

    /// <returns>How many were removed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var missed = await db.MissedBudgets(clock.Today).Select(m => m.CustomerAccountId)
            .OrderBy(id => id).Take(AccountsPerRun).ToListAsync(ct);
        var removed = 0;
        foreach (var account in missed)
        {
            db.ChangeTracker.Clear();
            if (await remove.RunAsync(account, ct) is Outcome<BudgetEnrollment>.Done)
            {
                removed++;
            }
        }

        return removed;
    }
}

/// <summary>A customer on budget billing who did not pay in time.</summary>
/// <param name="Cents">What is late beyond the days of grace.</param>
internal sealed record MissedBudget(Guid CustomerAccountId, long Cents);

/// <summary>Who did not pay in time.</summary>
internal static class MissedBudgetQueries
{
    /// <summary>
    /// Not who has money on its way from a bank, nor whose account is held; single charges that are held are not late.
    /// </summary>
    internal static IQueryable<MissedBudget> MissedBudgets(this PortalDbContext db, DateOnly today) =>
        db.Database.SqlQuery<MissedBudget>($"""
            select n.customer_account_id as "CustomerAccountId", past_due_cents(n.customer_account_id,
              {today} - coalesce((r.document ->> 'grace_days')::int, {BudgetRules.Usual.GraceDays}))
              - coalesce((
                select sum(o.open_cents)::bigint from account_hold h join open_item o on o.id = h.open_item_id
                where h.customer_account_id = n.customer_account_id
                  and h.starts_on <= {today} and coalesce(h.ends_on, {today}) >= {today}), 0) as "Cents"
            from budget_enrollment n join money_rule r on r.id = n.rule_id
            where n.state = 'active'
              and not exists (select from payment_attempt_share s
                where s.customer_account_id = n.customer_account_id and s.is_in_flight)
              and not exists (select from account_hold h
                where h.customer_account_id = n.customer_account_id and h.open_item_id is null
                  and h.starts_on <= {today} and coalesce(h.ends_on, {today}) >= {today})
            """).Where(m => m.Cents > 0);
}
