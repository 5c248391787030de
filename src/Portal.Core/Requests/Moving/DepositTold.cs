using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;

namespace Portal.Core.Requests.Moving;

/// <summary>
/// The security deposit that the office would ask of who starts service, told before they ask: of somebody new the
/// usual amount, of a customer only where their record gives a cause. The office decides in the end.
/// </summary>
public static class DepositTold
{
    /// <param name="account">Null for somebody whom the city does not serve.</param>
    /// <returns>Null when none would be asked for.</returns>
    public static async Task<Usd?> OfAsync(
        PortalDbContext db, CustomerAccount? account, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return null;
        }

        if (account is null) { return Positive(new(rules.Of(CustomerKind.Residential).UsualCents)); }

        var deposits = await AccountDeposits.OfAsync(db, account.Id, ct);
        var standing = (await DepositStanding.OfAsync(
            db, [account.Id], rules, clock.Today.AddMonths(-rules.Months), clock, ct)).Values.Single();
        if (deposits.Open is not null || standing.Cause(rules) is null) { return null; }

        var estimate = await DepositEstimate.OfAsync(db, account, rules, clock.Today, ct);
        return Positive(estimate.Most - deposits.Held);
    }

    private static Usd? Positive(Usd amount) => amount.IsPositive ? amount : null;
}
