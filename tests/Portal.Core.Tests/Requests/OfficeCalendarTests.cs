using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Calendar;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>The office's own calendar: closed by the city, proposed by rule.</summary>
public sealed class OfficeCalendarTests(City city) : IClassFixture<City>
{
    private static readonly Actor Sue = Actor.Staff(Guid.Empty);

    [SharedDataFact("calendar/us-federal-2020-2036.csv")]
    public void The_rule_gives_the_federal_holidays_of_seventeen_years()
    {
        var published = File.ReadAllLines(SharedData.Path("calendar/us-federal-2020-2036.csv")).Skip(1)
            .Select(line => DateOnly.ParseExact(line.Split(',')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture))
            .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Distinct().Order();

        var byRule = Enumerable.Range(2020, 17).SelectMany(FederalHolidays.Of).Select(d => d.On).Distinct().Order();

        Assert.Equal(published, byRule);
    }

    [Fact]
    public void Each_year_the_holidays_have_names_in_both_languages()
    {
        var days = FederalHolidays.Of(2027);

        Assert.Equal(11, days.Select(d => d.Holiday).Distinct().Count());
        Assert.Equal("Navidad", days.First(d => d.Holiday == FederalHoliday.Christmas).NameIn("es"));
    }

    [Fact]
    public async Task A_closed_day_is_no_office_day_until_it_is_taken_back_and_both_stay_written()
    {
        var day = new DateOnly(2031, 3, 4);

        Assert.Equal(1, City.Done(await CloseAsync(day)));
        Assert.Equal(0, City.Done(await CloseAsync(day)));
        Assert.False((await DaysAsync()).IsOpen(day));
        var closure = await city.ReadAsync(db => db.Set<OfficeClosure>().SingleAsync(c => c.Day == day));
        City.Done(await city.AskAsync<CloseOffice, Outcome<OfficeClosure>>(
            act => act.RemoveAsync(closure.Id, Sue, default)));

        Assert.True((await DaysAsync()).IsOpen(day));
        Assert.Equal(1, City.Done(await CloseAsync(day)));
        Assert.Equal(2, await city.ReadAsync(db => db.Set<OfficeClosure>().CountAsync(c => c.Day == day)));
    }

    [Fact]
    public async Task Days_that_are_over_or_nameless_or_booked_are_refused()
    {
        var past = await city.ReadAsync(db => db.Set<OfficeClosure>().OrderBy(c => c.Day).FirstAsync());
        var rosa = await city.ResidentAsync("Rosa", await city.AccountAsync());
        await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), AppointmentKind.Counter, 3, new(9, 0), new(10, 0), 30, 1, Sue), default));

        Assert.Equal("Closure_Past", (await CloseAsync(city.Today)).Key());
        Assert.Equal("Closure_DayMissing", (await CloseAsync(null)).Key());
        Assert.Equal("Closure_NameMissing", (await CloseAsync(new(2031, 5, 6), "")).Key());
        Assert.NotEqual(Guid.Empty, rosa.Id);
        city.Clock.Advance(TimeSpan.FromDays(past.Day.DayNumber - city.Today.DayNumber + 1));
        Assert.Equal("Closure_Past", (await city.AskAsync<CloseOffice, Outcome<OfficeClosure>>(
            act => act.RemoveAsync(past.Id, Sue, default))).Key());
    }

    [Fact]
    public async Task Appointments_are_offered_on_office_days_alone()
    {
        await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), AppointmentKind.CallBack, 2, new(9, 0), new(10, 0), 30, 1, Sue), default));
        var tuesday = Enumerable.Range(2, 7).Select(city.Today.AddDays).First(d => d.DayOfWeek == DayOfWeek.Tuesday);
        Assert.Contains(await SlotsAsync(), s => s.Day == tuesday);

        City.Done(await CloseAsync(tuesday));

        Assert.DoesNotContain(await SlotsAsync(), s => s.Day == tuesday);
    }

    [Fact]
    public async Task When_next_years_days_are_missing_the_office_gets_one_task()
    {
        await using var own = new City();
        await own.InitializeAsync();
        Assert.Equal(0, await own.AskAsync<WarnOfCalendarEnd, int>(job => job.RunAsync(default)));
        await own.ReadAsync(db => db.Set<OfficeClosure>().Where(c => c.Day > new DateOnly(2026, 12, 31))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.RemovedAt, own.Clock.GetUtcNow())
                .SetProperty(x => x.RemovedBy, "system").SetProperty(x => x.RemovedOn, new DateOnly(2026, 1, 1))));

        Assert.Equal(1, await own.AskAsync<WarnOfCalendarEnd, int>(job => job.RunAsync(default)));
        Assert.Equal(0, await own.AskAsync<WarnOfCalendarEnd, int>(job => job.RunAsync(default)));
    }

    private Task<Outcome<int>> CloseAsync(DateOnly? day, string name = "City Day") =>
        city.AskAsync<CloseOffice, Outcome<int>>(
            act => act.RunAsync([new(day, name, "Día de la ciudad")], Sue, default));

    private Task<OfficeDays> DaysAsync() => city.ReadAsync(db => OfficeDays.OfAsync(db, default));

    private Task<IReadOnlyList<AppointmentSlot>> SlotsAsync() =>
        city.ReadAsync(db => AppointmentSlots.OfAsync(db, AppointmentKind.CallBack, city.Today, default));
}
