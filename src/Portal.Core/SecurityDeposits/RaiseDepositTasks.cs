using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Every night: puts before the office each open account that holds no deposit and has a cause for one by the rules: a
/// cut-off, a returned item, bills missed (domain.md §1.3). One task for an account, cause and year; a person decides.
/// Safe to run twice.
/// </summary>
public sealed class RaiseDepositTasks(PortalDbContext db, RaiseOfficeTask raise, BusinessClock clock)
{
    /// <summary>Accounts looked at in one query.</summary>
    public const int AccountsAtOnce = 1000;

    /// <returns>New tasks.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return 0;
        }

        var since = clock.Today.AddMonths(-12);
        var (raised, after) = (0, Guid.Empty);
        while (true)
        {
            var accounts = await Without(since).Where(a => a > after).OrderBy(a => a).Take(AccountsAtOnce)
                .ToListAsync(ct);
            if (accounts.Count == 0)
            {
                return raised;
            }

            foreach (var standing in (await DepositStanding.OfAsync(db, accounts, rules, since, clock, ct)).Values)
            {
                if (standing.Cause(rules) is { } cause
                    && await raise.RunAsync(Task(standing.AccountId, cause), ct))
                {
                    raised++;
                }
            }

            after = accounts[^1];
        }
    }

    /// <summary>Open accounts without a deposit, and without a demand since the day.</summary>
    private IQueryable<Guid> Without(DateOnly since) =>
        from account in db.CustomerAccounts
        where account.ClosedOn == null
            && !db.Set<DepositDemand>().Any(d => d.CustomerAccountId == account.Id && d.DemandedOn >= since)
            && !db.Set<SecurityDeposit>().Any(d => d.CustomerAccountId == account.Id
                && !db.Set<DepositMovement>().Any(m => m.DepositId == d.Id
                    && (m.Kind == DepositMove.Applied || m.Kind == DepositMove.Returned)))
        select account.Id;

    private RaiseOfficeTask.Request Task(Guid accountId, DepositCause cause) =>
        new("deposit_required", $"deposit_required:{accountId}:{cause}:{clock.Today.Year}",
            $"A security deposit may be asked for: {SnakeCase.Snake($"{cause}").Replace('_', ' ')}.")
        {
            CustomerAccountId = accountId,
        };
}
