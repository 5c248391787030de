namespace Portal.Core.Payments;

/// <summary>
/// Days on which money moves between banks: no weekends, no Federal Reserve holidays. A holiday on a Sunday is kept
/// on Monday; one on a Saturday is not kept on Friday.
/// </summary>
public static class BankingDays
{
    /// <summary>A bank debit's result takes up to this many banking days (practice.md §1.6).</summary>
    public const int ToSettleDebit = 4;

    public static bool IsBankingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    /// <summary>The day that lies a number of banking days after another.</summary>
    public static DateOnly Add(DateOnly day, int bankingDays)
    {
        for (var left = bankingDays; left > 0; left -= IsBankingDay(day) ? 1 : 0)
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>The day itself, or the last banking day before it.</summary>
    public static DateOnly OnOrBefore(DateOnly day)
    {
        while (!IsBankingDay(day)) { day = day.AddDays(-1); }

        return day;
    }

    /// <summary>The day itself, or the first banking day after it.</summary>
    public static DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsBankingDay(day)) { day = day.AddDays(1); }

        return day;
    }

    private static bool IsHoliday(DateOnly day) =>
        IsFixed(day) || (day.DayOfWeek == DayOfWeek.Monday && IsFixed(day.AddDays(-1))) || IsFloating(day);

    private static bool IsFixed(DateOnly day) => (day.Month, day.Day) switch
    {
        (1, 1) or (7, 4) or (11, 11) or (12, 25) => true,
        (6, 19) => day.Year >= 2021,
        _ => false,
    };

    private static bool IsFloating(DateOnly day)
    {
        var week = (day.Day + 6) / 7;
        return (day.Month, day.DayOfWeek) switch
        {
            (1, DayOfWeek.Monday) => week == 3,
            (2, DayOfWeek.Monday) => week == 3,
            (5, DayOfWeek.Monday) => day.AddDays(7).Month == 6,
            (9, DayOfWeek.Monday) => week == 1,
            (10, DayOfWeek.Monday) => week == 2,
            (11, DayOfWeek.Thursday) => week == 4,
            _ => false,
        };
    }
}
