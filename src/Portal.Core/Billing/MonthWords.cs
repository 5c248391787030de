using System.Globalization;
using Portal.Core.Money;
using Portal.Core.Words;

namespace Portal.Core.Billing;

/// <summary>The words of a monthly statement, the same on its page and on paper.</summary>
public static class MonthWords
{
    public static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Print", key, values);

    /// <summary>November 2026; noviembre de 2026.</summary>
    public static string Of(CultureInfo culture, DateOnly month)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return month.ToString(
            culture.TwoLetterISOLanguageName == "es" ? "MMMM 'de' yyyy" : "MMMM yyyy", culture);
    }

    /// <summary>What happened, in a few words.</summary>
    public static string Of(CultureInfo culture, MonthRow row)
    {
        ArgumentNullException.ThrowIfNull(culture);
        ArgumentNullException.ThrowIfNull(row);
        return row.Label is { } label && row.Kind == MonthRowKind.Adjustment
            ? label.In(culture.TwoLetterISOLanguageName)
            : Say(culture, $"Month_Is{row.Kind}", row.Reference);
    }

    /// <summary>What of the closing balance is not asked for yet or was paid ahead; null without a budget.</summary>
    public static string? Note(CultureInfo culture, MonthStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.Deferred.IsPositive
            ? Say(culture, "Month_Deferred", statement.Deferred, statement.Closing - statement.Deferred)
            : statement.Deferred.IsNegative
                ? Say(culture, "Month_PaidAhead", -statement.Deferred, statement.Closing - statement.Deferred)
                : null;
    }

    /// <summary>What leads from the opening balance to the closing one; nothing that came to nothing.</summary>
    public static IEnumerable<(string Key, Usd Amount, bool IsTotal)> Sums(MonthStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        yield return ("Month_Opening", statement.Opening, false);
        foreach (var (key, amount) in new[]
        {
            ("Month_Bills", statement.SumOf(MonthRowKind.Bill)),
            ("Month_Payments", statement.SumOf(MonthRowKind.Payment, MonthRowKind.PaymentTakenBack)),
            ("Month_Refunds", statement.SumOf(MonthRowKind.Refund)),
            ("Month_Adjustments", statement.SumOf(MonthRowKind.Adjustment, MonthRowKind.Other)),
        })
        {
            if (!amount.IsZero)
            {
                yield return (key, amount, false);
            }
        }

        yield return ("Month_Closing", statement.Closing, true);
    }
}
