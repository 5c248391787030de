using System.Text.Json;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Leaks;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.SecurityDeposits;

namespace Portal.Core.Billing.Rules;

/// <summary>What a rule's document must be: of its kind's shape, and with figures that can be meant.</summary>
public static class MoneyRuleShape
{
    private static readonly HashSet<string> Limited =
        [.. Enum.GetNames<AdjustmentKind>().Select(Data.SnakeCase.Snake)];

    private static readonly HashSet<string> Classes =
        [.. Enum.GetNames<CustomerClass>().Select(Data.SnakeCase.Snake)];

    /// <summary>Why a document is no rule of a kind; null when it is.</summary>
    public static Refusal? WhyNot(MoneyRuleKind kind, string document)
    {
        try
        {
            var wrong = kind switch
            {
                MoneyRuleKind.Adjustments => Wrong(MoneyRules.Read<AdjustmentRules>(document)),
                MoneyRuleKind.LateCharges => Wrong(MoneyRules.Read<LateChargeRules>(document)),
                MoneyRuleKind.Leaks => Wrong(MoneyRules.Read<LeakRules>(document)),
                MoneyRuleKind.Fees => Wrong(MoneyRules.Read<FeeRules>(document)),
                MoneyRuleKind.BudgetBilling => Wrong(MoneyRules.Read<BudgetRules>(document)),
                MoneyRuleKind.Arrangements => Wrong(MoneyRules.Read<ArrangementRules>(document)),
                MoneyRuleKind.ReliefFund => Wrong(MoneyRules.Read<ReliefRules>(document)),
                MoneyRuleKind.PaymentFees => Wrong(MoneyRules.Read<PaymentFeeRules>(document)),
                MoneyRuleKind.Returns => ReturnRules.Wrong(MoneyRules.Read<ReturnRules>(document)),
                MoneyRuleKind.Refunds => MoneyRules.Read<RefundRules>(document).Wrong(),
                MoneyRuleKind.Unclaimed => MoneyRules.Read<UnclaimedRules>(document).Wrong(),
                MoneyRuleKind.SecurityDeposits => Wrong(MoneyRules.Read<DepositRules>(document)),
                _ => null,
            };
            return !IsKept(kind) ? new("Rules_KindUnknown")
                : wrong is not null ? new("Rules_OutOfRange", wrong)
                : null;
        }
        catch (JsonException fault)
        {
            return new("Rules_Document", fault.Path ?? $"{fault.LineNumber + 1}");
        }
    }

    /// <summary>True for the kinds whose rules are drafted and released here.</summary>
    public static bool IsKept(MoneyRuleKind kind) => Enum.IsDefined(kind);

    /// <summary>What a first version of a kind begins with, where the city has none.</summary>
    public static string First(MoneyRuleKind kind) => kind switch
    {
        MoneyRuleKind.BudgetBilling => JsonSerializer.Serialize(BudgetRules.Usual, MoneyRules.Json),
        MoneyRuleKind.Arrangements => JsonSerializer.Serialize(ArrangementRules.Usual, MoneyRules.Json),
        MoneyRuleKind.ReliefFund => JsonSerializer.Serialize(ReliefRules.Usual, MoneyRules.Json),
        MoneyRuleKind.PaymentFees => JsonSerializer.Serialize(PaymentFeeRules.Usual, MoneyRules.Json),
        MoneyRuleKind.Returns => JsonSerializer.Serialize(new ReturnRules(), MoneyRules.Json),
        MoneyRuleKind.Refunds => JsonSerializer.Serialize(RefundRules.Usual, MoneyRules.Json),
        MoneyRuleKind.Unclaimed => JsonSerializer.Serialize(UnclaimedRules.Usual, MoneyRules.Json),
        _ => "{}",
    };

    private static string? Wrong(AdjustmentRules rules) =>
        rules.Limits.FirstOrDefault(l => l.Value < 0 || !Limited.Contains(l.Key)) is { Key: { } limit }
            ? $"limits.{limit}"
        : rules.LimitWindowDays is < 1 or > 366 ? "limit_window_days"
        : rules.DueDays is < 1 or > 120 ? "due_days"
        : rules.Reasons.Count == 0 || rules.Reasons.DistinctBy(r => r.Code).Count() < rules.Reasons.Count
            || rules.Reasons.Any(r => IsBlank(r.Code, r.En, r.Es) || r.MostPerYear < 0) ? "reasons"
        : rules.Bands is { } bands && !ApprovalBand.AreMeant(bands) ? "bands"
        : rules.Patience is { } patience && !ApprovalPatience.IsMeant(patience) ? "patience"
        : null;

    private static string? Wrong(LateChargeRules rules) =>
        rules.DueDays is < 1 or > 120 ? "due_days"
        : rules.Families.DistinctBy(f => f.Code).Count() < rules.Families.Count
            || rules.Families.Any(f => IsBlank(f.Code, f.En, f.Es) || f.GraceDays is < 0 or > 120 || f.AboveCents < 0
                || f.FirstPercent is < 0 or > 100 || f.NextPercent is < 0 or > 100) ? "families"
        : null;

    private static string? Wrong(FeeRules rules) =>
        rules.DueDays is < 1 or > 120 ? "due_days"
        : rules.LateChargeWaiverMonths is < 0 or > 120 ? "late_charge_waiver_months"
        : null;

    private static string? Wrong(BudgetRules rules) =>
        rules.Kind is null && rules.Kinds is null or { Count: 0 } ? "kind"
        : rules.Kinds?.Keys.FirstOrDefault(k => !Classes.Contains(k)) is { } unknown ? $"kinds.{unknown}"
        : rules.Margin is < 0 or > 0.25m ? "margin"
        : rules.ReviewMonths.Any(m => m is < 1 or > 11) ? "review_months"
        : rules.Threshold is < 0 or > 1 ? "threshold"
        : rules.LeastCreditCents < 0 ? "least_credit_cents"
        : rules.HistoryMonths is < BudgetPlan.Year or > 36 ? "history_months"
        : rules.GraceDays is < 0 or > 120 ? "grace_days"
        : null;

    private static string? Wrong(ArrangementRules rules) =>
        !rules.OffersAny ? "extension, plan"
        : rules.Classes?.FirstOrDefault(c => !Classes.Contains(c)) is { } unknown ? $"classes.{unknown}"
        : rules.GraceDays is < 1 or > 60 ? "grace_days"
        : rules.CurrentBillDays is < 0 or > 120 ? "current_bill_days"
        : rules.ReminderDays is < 0 or > 14 ? "reminder_days"
        : rules.MonthsAfterBroken is < 0 or > 60 ? "months_after_broken"
        : rules.CheckDays is < 0 or > 60 ? "check_days"
        : rules.DebitDays is < 0 or > 60 ? "debit_days"
        : rules.Extension is { } extension && (extension.MostDays is < 1 or > 60 || extension.MostPerYear < 0
            || extension.LeastOwedCents < 1 || extension.MostOwedCents < extension.LeastOwedCents) ? "extension"
        : rules.Plan is { } plan && (plan.LeastMonths < 1 || plan.MostMonths is < 1 or > 12
            || plan.LeastMonths > plan.MostMonths || plan.DownPaymentPercent is < 0 or > 90
            || plan.DownPaymentDays is < 0 or > 20 || plan.MostPerYear < 0 || plan.LeastOwedCents < 1
            || plan.MostOwedCents < plan.LeastOwedCents || plan.LeastInstallmentCents < 1_00) ? "plan"
        : null;

    private static string? Wrong(ReliefRules rules) =>
        IsBlank(rules.En, rules.Es) ? "en, es"
        : rules.MostCents is < 1_00 or > 10_000_00 ? "most_cents"
        : null;

    private static string? Wrong(PaymentFeeRules rules) =>
        IsBlank(rules.En, rules.Es) ? "en, es"
        : IsWrong(rules.Card) ? "card"
        : IsWrong(rules.Bank) ? "bank"
        : null;

    /// <summary>One of an amount and a percentage, and a cap that is one.</summary>
    private static bool IsWrong(PaymentFeeRate? rate) =>
        rate is not null && ((rate.FlatCents > 0) == (rate.PaymentPercent > 0) || rate.FlatCents is < 0 or > 100_00
            || rate.PaymentPercent is < 0 or > 10 || rate.MostCents is < 1);

    private static string? Wrong(DepositRules rules) =>
        IsBlank(rules.Fund) ? "fund"
        : rules.ReturnLimitCents < 0 ? "return_limit_cents"
        : rules.ReturnWindowDays is < 1 or > 366 ? "return_window_days"
        : rules.Months is < 1 or > 120 ? "months"
        : rules.LatePayments < 0 || rules.ReturnedItems < 0 || rules.CutOffs < 0 ? "late_payments"
        : rules.MissedPayments < 1 || rules.MissedAfterDays is < 0 or > 366 ? "missed_payments"
        : rules.WaivedAfterGoodMonths is < 1 or > 120 ? "waived_after_good_months"
        : Enum.GetValues<CustomerKind>().Any(k => rules.Classes.Count(c => c.Kind == k) != 1)
            || rules.Classes.Any(c => c.Months is < 1 or > 12 || c.UsualCents < 0) ? "classes"
        : rules.Interest.DistinctBy(i => i.From).Count() < rules.Interest.Count
            || rules.Interest.Any(i => i.Percent is < 0 or > 25) ? "interest"
        : null;

    private static string? Wrong(LeakRules rules) =>
        IsBlank(rules.En, rules.Es) ? "en, es"
        : rules.OverPercent < 0 ? "over_percent"
        : rules.OverUnits < 0 ? "over_units"
        : rules.AverageMonths is < 1 or > 36 ? "average_months"
        : rules.MostBills < 0 || rules.Lifetime < 0 || rules.MostLeaksPerYear < 0 ? "most_bills"
        : rules.WithinDays < 0 ? "within_days"
        : null;

    private static bool IsBlank(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text)) { return true; }
        }

        return false;
    }
}
