using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Payments.Drafts;

/// <summary>For which day and with which amount a payment can be scheduled.</summary>
public static class ScheduleRules
{
    /// <summary>What is wrong with an amount or a day; null when nothing is.</summary>
    /// <param name="today">The city's day: payments of today are made, not scheduled.</param>
    public static Refusal? WhyNot(Usd amount, DateOnly day, DateOnly today) =>
        amount < DraftFacts.Smallest || amount > Usd.LargestPayment
            ? new("Pay_AmountOutOfRange", DraftFacts.Smallest, Usd.LargestPayment)
        : day <= today ? new("Schedule_DayPast")
        : day > today.AddDays(DraftDay.MostDaysAhead) ? new("Schedule_DayFar", DraftDay.MostDaysAhead)
        : !BankingDays.IsBankingDay(day)
            ? new("Schedule_DayClosed", BankingDays.OnOrBefore(day), BankingDays.OnOrAfter(day))
        : null;
}
