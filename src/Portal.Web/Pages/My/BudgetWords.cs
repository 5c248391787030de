using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.Pages.My;

/// <summary>Budget billing in plain words.</summary>
internal static class BudgetWords
{
    /// <summary>Your charges this month $190.00. Your budget amount $139.00. Gathered so far $99.00.</summary>
    public static string OnBill(Words<MyBook> words, Usd charges, BudgetOnBill budget) =>
        $"{words["Budget_Charges", charges]} {words[budget.Settles ? "Budget_Settled" : "Budget_Asked", budget.Asked]} "
        + Gathered(words, budget.Gathered);

    /// <summary>What comes next on a plan: its review, its settling, or another month.</summary>
    public static string Next(Words<MyBook> words, BudgetPlan plan)
    {
        var left = BudgetPlan.Year - plan.Month;
        var review = plan.Rules.ReviewMonths.Where(m => m > plan.Month).Order().FirstOrDefault();
        return plan.Kind switch
        {
            BudgetKind.Rolling => words["Budget_NextRolling"],
            BudgetKind.Reviewed when review > 0 => words["Budget_NextReview", review - plan.Month],
            BudgetKind.Reviewed => words["Budget_NextYear", left],
            _ => words["Budget_NextSettles", left],
        };
    }

    /// <summary>What has gathered, and what becomes of it.</summary>
    public static string Gathered(Words<MyBook> words, Usd gathered) =>
        gathered.IsPositive ? words["Budget_PayLater", gathered]
        : gathered.IsNegative ? words["Budget_PaidAhead", -gathered]
        : words["Budget_NothingGathered"];
}
