using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;
using Portal.Core.Words;

namespace Portal.Core.Payments.Autopay;

/// <summary>What somebody agrees to when they enroll: with what, when, and how much at most.</summary>
/// <param name="RuleDay">Days before the due date (1-10), or day of the month (1-28); null for the due date.</param>
public sealed record AutopayTerms(Guid MethodId, AutopayRule Rule, int? RuleDay, Usd? Cap)
{
    /// <summary>Names the wording; a change of it is a new version.</summary>
    public const string Version = "autopay-1";

    /// <summary>With more, a bill would leave no room for the notice of ten days.</summary>
    public const int MostDaysBefore = 10;

    /// <summary>Every month has it.</summary>
    public const int LastDayOfMonth = 28;

    private static readonly Usd SmallestCap = new(1_00);

    /// <summary>What is wrong with the terms themselves; null when nothing is.</summary>
    public Refusal? WhyNot() =>
        Rule switch
        {
            AutopayRule.DaysBefore when RuleDay is not (>= 1 and <= MostDaysBefore) =>
                new("Autopay_DaysWrong", MostDaysBefore),
            AutopayRule.DayOfMonth when RuleDay is not (>= 1 and <= LastDayOfMonth) =>
                new("Autopay_DayWrong", LastDayOfMonth),
            _ when Cap is { } cap && (cap < SmallestCap || cap > Usd.LargestPayment) =>
                new("Autopay_CapWrong", SmallestCap),
            _ => null,
        };

    /// <summary>"On the due date of each bill", "3 days before each bill is due".</summary>
    public string When(CultureInfo culture) => Say(culture, $"Autopay_When_{Rule}", RuleDay ?? 0);

    /// <summary>The whole text that is agreed to.</summary>
    /// <param name="maskedNumber">"••4471".</param>
    public string Words(CultureInfo culture, Named method, string maskedNumber, string city)
    {
        ArgumentNullException.ThrowIfNull(method);
        string[] sentences =
        [
            Say(culture, "Autopay_Consent_Lead", city, method.In(culture), maskedNumber),
            Say(culture, $"Autopay_Consent_{Rule}", RuleDay ?? 0),
            Cap is { } cap ? Say(culture, "Autopay_Consent_Cap", cap) : Say(culture, "Autopay_Consent_NoCap"),
            Say(culture, "Autopay_Consent_Notice", Drafts.DraftDay.DaysOfNotice),
            Say(culture, "Autopay_Consent_Retry", Drafts.DraftFailure.MostTries),
            Say(culture, "Autopay_Consent_Stop"),
        ];
        return string.Join(" ", sentences);
    }

    private static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Wallet", key, values);
}
