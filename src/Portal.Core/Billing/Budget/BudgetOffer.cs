using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// What an account would be billed on a budget if it enrolled today, or why it cannot: asked by the pages that offer it
/// and by the act that enrolls.
/// </summary>
/// <param name="History">The year's bills that stand, oldest first; fewer where there are no twelve.</param>
/// <param name="Rule">The version of the rule that would hold; null when the city has none.</param>
/// <param name="Kind">Null when the account's class may not enroll.</param>
/// <param name="WhyNot">Null when it can enroll.</param>
public sealed record BudgetOffer(
    IReadOnlyList<BudgetOffer.Month> History, MoneyRule? Rule, BudgetRules? Rules, BudgetKind? Kind, Refusal? WhyNot)
{
    /// <summary>Twelve monthly bills cover about a year; a missing one or two months in one do not.</summary>
    private const int MostDaysInMonth = 32;

    private const int LeastDaysInMonth = 28;

    /// <summary>What a bill of the year charged.</summary>
    public sealed record Month(Guid BillId, DateOnly From, DateOnly To, Usd Charges);

    /// <summary>The plan it would begin with; null when there is none to begin.</summary>
    public BudgetPlan? Plan => WhyNot is null
        ? BudgetPlan.Begin(Kind!.Value, Rules!, [.. History.Select(m => m.Charges)])
        : null;

    /// <summary>What is offered, in a word: who enrolls says with it what they saw. Null when nothing is.</summary>
    public string? Seen => Plan is { } plan ? $"{plan.Kind}:{plan.Amount.Cents}" : null;

    public static async Task<BudgetOffer> OfAsync(
        PortalDbContext db, CustomerAccount account, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        var rule = await db.RuleOnAsync(MoneyRuleKind.BudgetBilling, today, ct);
        var rules = rule is null ? null : MoneyRules.Read<BudgetRules>(rule.Document);
        var wanted = rules?.HistoryMonths ?? BudgetPlan.Year;
        var earliest = today.AddMonths(-wanted - 3);
        var bills = await db.Bills
            .Where(b => b.CustomerAccountId == account.Id && b.PeriodTo > earliest
                && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .OrderByDescending(b => b.PeriodFrom).ThenByDescending(b => b.Number).Take(wanted)
            .Select(b => new Month(b.Id, b.PeriodFrom, b.PeriodTo, b.NewCharges)).ToListAsync(ct);
        bills.Reverse();
        var kind = rules?.KindOf(await ClassOfAsync(db, account.Id, ct));
        return new(
            [.. bills.TakeLast(BudgetPlan.Year)], rule, rules, kind,
            account.ClosedOn is not null ? new("Account_Closed", account.MaskedNumber)
            : rules is null || kind is null ? new("Budget_NotOffered")
            : await db.HasArrangementAsync(account.Id, ct) ? new("Budget_OnArrangement")
            : !IsWhole(bills, wanted) ? new("Budget_TooLittleHistory", wanted)
            : await db.PastDueAsync(account.Id, today, ct) is { IsPositive: true } late
                ? new("Budget_PastDue", late)
            : null);
    }

    private static bool IsWhole(List<Month> bills, int wanted) =>
        bills.Count == wanted
        && bills[^1].To.DayNumber - bills[0].From.DayNumber is var days
        && days >= wanted * LeastDaysInMonth && days <= wanted * MostDaysInMonth;

    /// <summary>Of what it is served; a customer at home where nothing says otherwise.</summary>
    internal static async Task<CustomerClass> ClassOfAsync(PortalDbContext db, Guid account, CancellationToken ct) =>
        await db.ServiceAgreements.Where(g => g.CustomerAccountId == account && g.EndsOn == null)
            .OrderBy(g => g.StartsOn).ThenBy(g => g.Id).Select(g => (CustomerClass?)g.CustomerClass)
            .FirstOrDefaultAsync(ct) ?? CustomerClass.Residential;
}
