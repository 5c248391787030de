using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// What a customer may agree to today about paying later, or why not: asked by the pages that offer it and by the act
/// that agrees. Covered is everything open that nobody disputes.
/// </summary>
/// <param name="Items">What would be covered, in order of due day.</param>
/// <param name="Rule">The version of the policy that would hold; null when the city has none.</param>
/// <param name="WhyNot">Why neither kind is offered; null when it is only a question of the kind.</param>
/// <param name="NoExtension">Why an extension is not; null when it is.</param>
/// <param name="NoPlan">Why an arrangement in months is not; null when it is.</param>
public sealed record ArrangementOffer(
    IReadOnlyList<OpenItem> Items, MoneyRule? Rule, ArrangementRules? Rules, Refusal? WhyNot, Refusal? NoExtension,
    Refusal? NoPlan, DateOnly Today)
{
    public Usd Owed => Items.Select(i => i.Open).Sum();

    /// <summary>
    /// The days that may be chosen for an extension: later than all of it is due anyway, and counted from there
    /// (ck_payment_arrangement_extends_in_time).
    /// </summary>
    public (DateOnly First, DateOnly Last) Days =>
        (DueAnyway.AddDays(1), DueAnyway.AddDays(Rules!.Extension!.MostDays));

    /// <summary>When the last of it is due without an agreement, today where that is past.</summary>
    private DateOnly DueAnyway => Items.Select(i => i.DueOn).Append(Today).Max();

    /// <summary>The numbers of months that may be chosen.</summary>
    public (int Least, int Most) Months => (Rules!.Plan!.LeastMonths, Rules.Plan.MonthsFor(Owed));

    /// <summary>The schedule of a wish, or why it is not to be had.</summary>
    public Outcome<PaymentSchedule> ScheduleOf(ArrangementKind kind, int? months, DateOnly? payOn)
    {
        if ((WhyNot ?? (kind == ArrangementKind.Extension ? NoExtension : NoPlan)) is { } refusal)
        {
            return refusal;
        }

        if (kind == ArrangementKind.Extension)
        {
            return payOn >= Days.First && payOn <= Days.Last
                ? PaymentSchedule.Extend(Owed, payOn.Value)
                : new Refusal("Arrange_DayOutOfRange", Days.First, Days.Last);
        }

        return months >= Months.Least && months <= Months.Most
            ? PaymentSchedule.InMonths(Owed, months.Value, Rules!.Plan!, Today)
            : new Refusal("Arrange_MonthsOutOfRange", Months.Least, Months.Most);
    }

    public static async Task<ArrangementOffer> OfAsync(
        PortalDbContext db, CustomerAccount account, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(clock);
        var today = clock.Today;
        var rule = await db.RuleOnAsync(MoneyRuleKind.Arrangements, today, ct);
        var rules = rule is null ? null : MoneyRules.Read<ArrangementRules>(rule.Document);
        // Days to pay after a dispute, or after a draft that failed, keep nobody from asking for more time.
        var held = await db.Set<AccountHold>().AsNoTracking()
            .Where(h => h.CustomerAccountId == account.Id && h.StartsOn <= today
                && (h.EndsOn == null || h.EndsOn >= today)
                && (h.Kind == HoldKind.Stay || h.Kind == HoldKind.Dispute && h.EndsOn == null)).ToListAsync(ct);
        var ids = held.Select(h => h.OpenItemId).ToList();
        var items = await db.OpenItems.AsNoTracking()
            .Where(i => i.CustomerAccountId == account.Id && i.Open > Usd.Zero && !i.IsDisputed && !ids.Contains(i.Id))
            .OrderBy(i => i.DueOn).ThenBy(i => i.BilledOn).ThenBy(i => i.Id).ToListAsync(ct);
        var before = await db.Set<PaymentArrangement>().AsNoTracking()
            .Where(a => a.CustomerAccountId == account.Id).ToListAsync(ct);
        var owed = items.Select(i => i.Open).Sum();
        var inFlight = (await db.InProgressAsync([account.Id], ct)).GetValueOrDefault(account.Id)?.InFlight;
        var why = account.ClosedOn is not null ? new("Account_Closed", account.MaskedNumber)
            : rules is null || !rules.IsFor(await BudgetOffer.ClassOfAsync(db, account.Id, ct))
                ? new("Arrange_NotOffered")
            : before.Any(a => a.State == ArrangementState.Active) ? new("Arrange_Already")
            : account.Deferred.Cents != 0 || await IsOnBudgetAsync(db, account.Id, ct) ? new("Arrange_OnBudget")
            : held.Any(h => h.OpenItemId is null) ? new("Arrange_Held")
            : inFlight is { IsPositive: true } onItsWay ? new("Arrange_OnItsWay", onItsWay)
            : !owed.IsPositive ? new("Arrange_NothingOwed")
            : BrokenLately(before, rules, clock);
        return new(
            items, rule, rules, why, NotExtended(rules?.Extension, owed, before, today),
            NotInMonths(rules?.Plan, owed, before, today), today);
    }

    private static Task<bool> IsOnBudgetAsync(PortalDbContext db, Guid account, CancellationToken ct) =>
        db.Set<BudgetEnrollment>()
            .AnyAsync(e => e.CustomerAccountId == account && e.State != BudgetEnrollmentState.Ended, ct);

    private static Refusal? BrokenLately(
        List<PaymentArrangement> before, ArrangementRules rules, BusinessClock clock) =>
        before.Where(a => a.State == ArrangementState.Broken).Max(a => a.EndedAt) is { } broken
        && clock.DayOf(broken).AddMonths(rules.MonthsAfterBroken) is var again && again > clock.Today
            ? new("Arrange_BrokenLately", again)
            : null;

    private static Refusal? NotExtended(
        ArrangementRules.ExtensionRule? rule, Usd owed, List<PaymentArrangement> before, DateOnly today) =>
        rule is null ? new("Arrange_NoExtensions")
        : Count(before, ArrangementKind.Extension, today) >= rule.MostPerYear
            ? new("Arrange_TooManyExtensions", rule.MostPerYear)
        : OutOfRange(owed, rule.LeastOwedCents, rule.MostOwedCents);

    private static Refusal? NotInMonths(
        ArrangementRules.PlanRule? rule, Usd owed, List<PaymentArrangement> before, DateOnly today) =>
        rule is null ? new("Arrange_NoPlans")
        : Count(before, ArrangementKind.Arrangement, today) >= rule.MostPerYear
            ? new("Arrange_TooManyPlans", rule.MostPerYear)
        : OutOfRange(owed, rule.LeastOwedCents, rule.MostOwedCents) is { } refusal ? refusal
        : rule.MonthsFor(owed) < rule.LeastMonths
            ? new("Arrange_TooSmallParts", new Usd(rule.LeastInstallmentCents), rule.LeastMonths)
        : null;

    /// <summary>
    /// Those of a year. Left out are what ended because its bills were canceled, and the first that was kept until a
    /// payment came back: a bank's mistake happens (decision 49).
    /// </summary>
    private static int Count(List<PaymentArrangement> before, ArrangementKind kind, DateOnly today)
    {
        var ofYear = before.Where(a => a.Kind == kind && a.AgreedOn > today.AddYears(-1)).ToList();
        var undone = ofYear.Count(a => a.IsUndone);
        return ofYear.Count(a => a.State != ArrangementState.Ended || a.EndedBy != Actor.System.Name)
            + Math.Max(0, undone - 1);
    }

    private static Refusal? OutOfRange(Usd owed, long least, long? most) =>
        owed.Cents < least ? new("Arrange_TooLittle", new Usd(least))
        : owed.Cents > most ? new("Arrange_TooMuch", new Usd(most.Value))
        : null;
}
