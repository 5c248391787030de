using Portal.Core.Common;
using Portal.Core.Payments.Autopay;

namespace Portal.Core.Payments.Drafts;

/// <summary>The day of a draft: a banking day, ten days after its notice, never after the due date.</summary>
public static class DraftDay
{
    /// <summary>A debit whose amount varies is announced so many days before (Reg E, 12 CFR 1005.10(d)).</summary>
    public const int DaysOfNotice = 10;

    /// <summary>How far ahead a payment can be scheduled.</summary>
    public const int MostDaysAhead = 90;

    /// <summary>Banking days after which a draft that could not be sent is given up.</summary>
    public const int MostDaysLate = 3;

    /// <summary>The city's hour from which drafts are sent.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);

    /// <summary>The day of a draft announced today for a bill; null when no day is left before it is due.</summary>
    /// <param name="ruleDay">Days before, or the day of the month.</param>
    public static DateOnly? Of(AutopayRule rule, int? ruleDay, DateOnly dueOn, DateOnly today)
    {
        var earliest = BankingDays.OnOrAfter(today.AddDays(DaysOfNotice));
        var wanted = BankingDays.OnOrBefore(rule switch
        {
            AutopayRule.DaysBefore => dueOn.AddDays(-(ruleDay ?? 0)),
            AutopayRule.DayOfMonth => LastOn(ruleDay ?? 1, dueOn),
            _ => dueOn,
        });
        if (wanted >= earliest)
        {
            return wanted;
        }

        // Too early to be announced in time: the next best day, which for a day of the month is the due date.
        var instead = rule == AutopayRule.DayOfMonth ? BankingDays.OnOrBefore(dueOn) : earliest;
        return instead >= earliest && instead <= dueOn ? instead : null;
    }

    /// <summary>When it may be sent: from the morning of its day.</summary>
    public static DateTimeOffset SendFrom(BusinessClock clock, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.StartOf(day) + Morning;
    }

    /// <summary>The end of the last day on which a draft can be announced that is sent from a moment on.</summary>
    /// <param name="sendFrom">Of <see cref="SendFrom"/>, for the day that was announced.</param>
    internal static DateTimeOffset EndOfNotice(BusinessClock clock, DateTimeOffset sendFrom) =>
        clock.StartOf(clock.DayOf(sendFrom).AddDays(1 - DaysOfNotice));

    /// <summary>The last such day of a month that is not after the due date.</summary>
    private static DateOnly LastOn(int dayOfMonth, DateOnly dueOn)
    {
        var day = new DateOnly(dueOn.Year, dueOn.Month, dayOfMonth);
        return day <= dueOn ? day : day.AddMonths(-1);
    }
}
