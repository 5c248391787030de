using System.Globalization;
using Portal.Core.Payments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class BankingDaysTests
{
    [Theory]
    [InlineData("2026-12-14", 4, "2026-12-18")]
    [InlineData("2026-12-23", 4, "2026-12-30")]
    [InlineData("2026-11-25", 1, "2026-11-27")]
    [InlineData("2026-07-02", 1, "2026-07-03")]
    [InlineData("2022-12-23", 1, "2022-12-27")]
    [InlineData("2026-12-12", 0, "2026-12-12")]
    public void Money_moves_on_banking_days(string from, int days, string arrives) =>
        Assert.Equal(Day(arrives), BankingDays.Add(Day(from), days));

    [SharedDataFact("calendar/us-federal-2020-2036.csv")]
    public void Holidays_are_those_that_banks_keep()
    {
        var kept = File.ReadLines(SharedData.Path("calendar/us-federal-2020-2036.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Select(c => (Day: Day(c[0]), IsFridayBefore: c[^2] == "true" && c[^1] == "Fri"))
            .Where(h => !h.IsFridayBefore)
            .Select(h => h.Day)
            .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .Distinct()
            .Order();
        var first = new DateOnly(2020, 1, 1);
        var ours = Enumerable.Range(0, new DateOnly(2036, 12, 31).DayNumber - first.DayNumber + 1)
            .Select(first.AddDays)
            .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .Where(d => !BankingDays.IsBankingDay(d) && (d.Month, d.Day) != (6, 19));

        Assert.Equal(kept.Where(d => (d.Month, d.Day) != (6, 19)), ours);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
