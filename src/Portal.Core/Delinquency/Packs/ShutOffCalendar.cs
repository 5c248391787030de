using Portal.Core.Requests;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// Counts days for notices and shut-offs. Three calendars, each its own: days on which the office is open, days on
/// which banks move money, days on which mail is carried. The day from which is counted is never counted itself.
/// What falls on a closed day goes later for a shut-off and earlier for a notice (domain.md §2.5).
/// </summary>
public sealed class ShutOffCalendar(OfficeDays office, Func<DateOnly, bool> isMailDay)
{
    /// <summary>Further than this no day is looked for: an office that never opens would have none.</summary>
    private const int MostDays = 800;

    /// <summary>Mail is carried on all days but Sundays and federal holidays.</summary>
    public ShutOffCalendar(OfficeDays office)
        : this(office, day => day.DayOfWeek == DayOfWeek.Saturday
            || day.DayOfWeek != DayOfWeek.Sunday && Payments.BankingDays.IsBankingDay(day))
    {
    }

    public bool IsOpen(DateOnly day) => office.IsOpen(day);

    /// <summary>The day that lies so many open days before another.</summary>
    public DateOnly Back(DateOnly day, int openDays)
    {
        for (var left = openDays; left > 0; left -= IsOpen(day) ? 1 : 0) { day = Stepped(day, -1); }

        return day;
    }

    /// <summary>The day that lies so many open days after another.</summary>
    public DateOnly Add(DateOnly day, int openDays) => office.Add(day, openDays);

    /// <summary>The day itself when a letter can be made and mailed on it, or the last such day before it.</summary>
    public DateOnly MailOnOrBefore(DateOnly day) => Nearest(day, -1, CanMail);

    /// <summary>The day itself when a letter can be made and mailed on it, or the first such day after it.</summary>
    public DateOnly MailOnOrAfter(DateOnly day) => Nearest(day, 1, CanMail);

    /// <summary>The day itself when the office is open, or the last open day before it.</summary>
    public DateOnly OpenOnOrBefore(DateOnly day) => Nearest(day, -1, IsOpen);

    /// <summary>The day itself when the office is open, or the first open day after it.</summary>
    public DateOnly OpenOnOrAfter(DateOnly day) => Nearest(day, 1, IsOpen);

    /// <summary>The day itself when a ladder allows a shut-off on it, or the first such day after it.</summary>
    public DateOnly AllowedOnOrAfter(DateOnly day, PackLadder ladder) => Nearest(day, 1, d => Allows(d, ladder));

    /// <summary>True when a ladder allows a shut-off on a day: by weekday, the office, and the time of year.</summary>
    public bool Allows(DateOnly day, PackLadder ladder)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        return ladder.ShutOff.Weekdays.Contains(day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek)
            && IsOpen(day)
            && (!ladder.ShutOff.NotBeforeClosedDay || IsOpen(day.AddDays(1)))
            && !ladder.Seasons.Any(s => s.Holds(day));
    }

    private bool CanMail(DateOnly day) => isMailDay(day) && IsOpen(day);

    private static DateOnly Nearest(DateOnly day, int by, Func<DateOnly, bool> holds)
    {
        var far = MostDays;
        while (!holds(day))
        {
            day = Stepped(day, by);
            if (--far == 0) { throw new InvalidOperationException("The calendar has no such day."); }
        }

        return day;
    }

    private static DateOnly Stepped(DateOnly day, int by) => day.AddDays(by);
}
