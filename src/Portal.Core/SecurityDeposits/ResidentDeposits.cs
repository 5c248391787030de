using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Data;

namespace Portal.Core.SecurityDeposits;

/// <summary>The deposits of the accounts that a resident sees, and the rule by which they go back.</summary>
/// <param name="Rules">In force today; null when the city has none.</param>
public sealed record ResidentDeposits(IReadOnlyList<ResidentDeposits.Holding> Holdings, DepositRules? Rules)
{
    public sealed record Holding(string MaskedNumber, string Place, AccountDeposits Deposits);

    /// <summary>Those of the accounts for which a deposit was ever held or demanded.</summary>
    public static IQueryable<CustomerAccount> With(PortalDbContext db, IQueryable<CustomerAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(db);
        return accounts.Where(a => db.Set<SecurityDeposit>().Any(d => d.CustomerAccountId == a.Id)
            || db.Set<DepositDemand>().Any(d => d.CustomerAccountId == a.Id));
    }

    /// <param name="accounts">For residents <c>db.VisibleTo(userId)</c>.</param>
    public static async Task<ResidentDeposits> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> accounts, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from account in With(db, accounts)
            join premise in db.Premises on account.PremiseId equals premise.Id
            orderby account.Number
            select new { account.Id, account.Number, premise.Line1 }).ToListAsync(ct);
        var found = new List<Holding>();
        foreach (var row in rows)
        {
            found.Add(new(
                CustomerAccount.Mask(row.Number), row.Line1, await AccountDeposits.OfAsync(db, row.Id, ct)));
        }

        var rule = await db.RuleOnAsync(MoneyRuleKind.SecurityDeposits, today, ct);
        return new(found, rule is null ? null : MoneyRules.Read<DepositRules>(rule.Document));
    }
}
