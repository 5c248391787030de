using System.Globalization;
using Portal.Core.Words;

namespace Portal.Core.Requests.Calendar;

/// <summary>
/// The public holidays of the United States by rule (5 U.S.C. 6103): a proposal for the office's calendar, which the
/// city decides. One that falls on a Saturday is kept on the Friday before, on a Sunday on the Monday after; the banks
/// do otherwise (<see cref="Payments.BankingDays"/>).
/// </summary>
public static class FederalHolidays
{
    /// <summary>A holiday, on the day on which offices keep it.</summary>
    public sealed record Day(DateOnly On, FederalHoliday Holiday)
    {
        public string NameIn(string language) =>
            Text.In(CultureInfo.GetCultureInfo($"{language}-US"), "Reads", $"Holiday_{Holiday}");
    }

    /// <summary>Those kept within a calendar year, in order; from 2021 on they are eleven holidays.</summary>
    public static IReadOnlyList<Day> Of(int year) =>
    [
        .. Holidays(year).Append(new Day(Kept(new DateOnly(year + 1, 1, 1)), FederalHoliday.NewYear))
            .Where(d => d.On.Year == year).OrderBy(d => d.On),
    ];

    private static IEnumerable<Day> Holidays(int year)
    {
        yield return new(Kept(new(year, 1, 1)), FederalHoliday.NewYear);
        yield return new(Nth(year, 1, DayOfWeek.Monday, 3), FederalHoliday.MartinLutherKing);
        yield return new(Nth(year, 2, DayOfWeek.Monday, 3), FederalHoliday.Presidents);
        yield return new(Nth(year, 6, DayOfWeek.Monday, 1).AddDays(-7), FederalHoliday.Memorial);
        if (year >= 2021) { yield return new(Kept(new(year, 6, 19)), FederalHoliday.Juneteenth); }

        yield return new(Kept(new(year, 7, 4)), FederalHoliday.Independence);
        yield return new(Nth(year, 9, DayOfWeek.Monday, 1), FederalHoliday.Labor);
        yield return new(Nth(year, 10, DayOfWeek.Monday, 2), FederalHoliday.Columbus);
        yield return new(Kept(new(year, 11, 11)), FederalHoliday.Veterans);
        yield return new(Nth(year, 11, DayOfWeek.Thursday, 4), FederalHoliday.Thanksgiving);
        yield return new(Kept(new(year, 12, 25)), FederalHoliday.Christmas);
    }

    private static DateOnly Kept(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(-1),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int nth)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (nth - 1)));
    }
}

/// <summary>Public holidays of the United States.</summary>
public enum FederalHoliday
{
    NewYear,
    MartinLutherKing,
    Presidents,
    Memorial,
    Juneteenth,
    Independence,
    Labor,
    Columbus,
    Veterans,
    Thanksgiving,
    Christmas,
}
