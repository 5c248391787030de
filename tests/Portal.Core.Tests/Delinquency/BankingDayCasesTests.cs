using System.Globalization;
using System.Text.Json;
using Portal.Core.Payments;
using Portal.Core.Requests;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Delinquency;

/// <summary>
/// The published cases of others that tell of days, sixty of them. The nine that add hours of a bank's day are left
/// out: nothing here counts such hours, and they keep the minutes of a start outside them, which is no rule of banks.
/// </summary>
public sealed class BankingDayCasesTests
{
    private const string File = "calendar/banking-day-vectors.json";

    [SharedDataFact(File)]
    public void Days_are_counted_as_others_count_them()
    {
        using var cases = JsonDocument.Parse(System.IO.File.ReadAllText(SharedData.Path(File)));
        var all = cases.RootElement;
        var office = OwnDays();

        Assert.Equal(14, Right(all, "is_banking_day", c => BankingDays.IsBankingDay(Day(c, "date")) == Expected(c)));
        Assert.Equal(10, Right(all, "is_business_day", c => office.IsOpen(Day(c, "date")) == Expected(c)));
        Assert.Equal(3, Right(all, "is_weekend", c =>
            Day(c, "date").DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday == Expected(c)));
        Assert.Equal(13, Right(all, "yearly_holidays", c =>
            BankingDays.IsBankingDay(Day(c, "date")) != c.GetProperty("holiday").GetBoolean()));
        Assert.Equal(9, Right(all, "add_banking_days", c =>
            BankingDays.Add(Day(c, "start"), Days(c)) == Day(c, "expected")));
        Assert.Equal(7, Right(all, "add_business_days", c =>
            office.Add(Day(c, "start"), Days(c)) == Day(c, "expected")));
        Assert.Equal(4, Right(all, "saturday_holiday_friday_is_banking_day", c => BankingDays.IsBankingDay(Day(c))));
    }

    /// <summary>An office that is closed on holidays, on their own days only.</summary>
    private static OfficeDays OwnDays()
    {
        var first = new DateOnly(2018, 1, 1);
        return new([6, 7], Enumerable.Range(0, 366 * 8).Select(first.AddDays)
            .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !BankingDays.IsBankingDay(d))
            .Where(d => d.DayOfWeek != DayOfWeek.Monday
                || d.AddDays(-1) is not { Month: 1, Day: 1 } and not { Month: 6, Day: 19 } and not { Month: 7, Day: 4 }
                    and not { Month: 11, Day: 11 } and not { Month: 12, Day: 25 }));
    }

    private static int Right(JsonElement all, string name, Func<JsonElement, bool> holds)
    {
        var cases = all.GetProperty(name).EnumerateArray().ToList();
        Assert.Empty(cases.Where(c => !holds(c)).Select(c => $"{name} {c}"));
        return cases.Count;
    }

    private static bool Expected(JsonElement each) => each.GetProperty("expected").GetBoolean();

    private static int Days(JsonElement each) => each.GetProperty("days").GetInt32();

    private static DateOnly Day(JsonElement each, string name) => Day(each.GetProperty(name));

    private static DateOnly Day(JsonElement text) =>
        DateOnly.ParseExact(text.GetString()![..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
