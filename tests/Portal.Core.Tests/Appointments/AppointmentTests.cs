using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Requests.Calendar;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Appointments;

/// <summary>Times with the office: offered by hours and calendar, booked once, canceled, reminded of.</summary>
public sealed class AppointmentTests
{
    private static readonly TimeOnly Nine = new(9, 0);

    [Fact]
    public async Task Times_are_offered_on_open_days_by_the_hours()
    {
        await using var city = await OpenAsync();

        var slots = await SlotsAsync(city);

        // Thanksgiving, November 26, 2026, is a Thursday; hours are on Thursdays and Fridays, 9 to 10.
        Assert.DoesNotContain(slots, s => s.Day == new DateOnly(2026, 11, 26));
        Assert.Contains(slots, s => s.Day == new DateOnly(2026, 12, 3));
        Assert.All(slots, s => Assert.True(s.Day.DayOfWeek is DayOfWeek.Thursday or DayOfWeek.Friday));
        Assert.All(slots, s => Assert.True(s.StartsAt == Nine || s.StartsAt == new TimeOnly(9, 30)));
        Assert.Empty(await SlotsAsync(city, AppointmentKind.CallBack));
    }

    [Fact]
    public async Task Of_eight_who_want_the_last_place_one_gets_it_and_canceled_it_is_free_again()
    {
        await using var city = await OpenAsync();
        var slot = (await SlotsAsync(city))[0];
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 8; i++) { accounts.Add(await city.AccountAsync()); }

        var answers = await Task.WhenAll(accounts.Select(a => BookAsync(city, a, slot.Key)));

        var booked = Assert.Single(answers.OfType<Outcome<Appointment>.Done>()).Value;
        Assert.All(
            answers.OfType<Outcome<Appointment>.Refused>(), r => Assert.Equal("Appointment_Full", r.Refusal.Key));
        City.Done(await CancelAsync(city, booked, "Closed that day"));
        City.Done(await CancelAsync(city, booked, "Closed that day"));
        City.Done(await BookAsync(city, accounts[7], slot.Key));
    }

    [Fact]
    public async Task One_operation_books_once_and_a_third_to_come_is_refused()
    {
        await using var city = await OpenAsync();
        var slots = await SlotsAsync(city);
        var account = await city.AccountAsync(email: "rosa@example.com");
        var operation = Guid.CreateVersion7();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => BookAsync(city, account, slots[0].Key, operation)));
        City.Done(await BookAsync(city, account, slots[1].Key));

        Assert.All(answers, a => Assert.Equal(operation, City.Done(a).Id));
        Assert.Equal("Appointment_TooMany", Refused(await BookAsync(city, account, slots[2].Key)));
        Assert.Equal("Appointment_NoSuchTime", Refused(await BookAsync(city, account, "2001-01-01T09:00")));
        Assert.Equal("Account_NotFound", Refused(await city.AskAsync<BookAppointment, Outcome<Appointment>>(
            act => act.RunAsync(
                new(Guid.NewGuid(), Guid.NewGuid(), null, AppointmentKind.Counter, slots[2].Key,
                    AppointmentTopic.Bill, null, Technician),
                default))));
        Assert.Equal(2, await city.ReadAsync(db => db.OutboxMails.CountAsync(m => m.Kind == "appointment_booked")));
    }

    [Fact]
    public async Task What_is_booked_stays_taken_when_the_hours_change()
    {
        await using var city = await OpenAsync();
        var first = (await SlotsAsync(city))[0];
        City.Done(await BookAsync(city, await city.AccountAsync(), first.Key));
        foreach (var hours in await city.ReadAsync(db => db.Set<AppointmentHours>().ToListAsync()))
        {
            City.Done(await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(
                act => act.EndAsync(hours.Id, Supervisor, default)));
        }

        City.Done(await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), AppointmentKind.Counter, 4, Nine, new(10, 0), 20, 1, Supervisor), default)));

        // Booked 9:00 to 9:30; of 9:00, 9:20 and 9:40 only the last is free.
        Assert.Equal(
            [0, 0, 1], (await SlotsAsync(city)).Where(s => s.Day == first.Day).Select(s => s.Left));
        Assert.Equal(
            "Appointment_Full",
            Refused(await BookAsync(city, await city.AccountAsync(), $"{first.Day:yyyy-MM-dd}T09:20")));
    }

    [Fact]
    public async Task A_day_is_booked_or_closed_and_never_both()
    {
        await using var city = await OpenAsync();
        var account = await city.AccountAsync();
        var days = (await SlotsAsync(city)).DistinctBy(s => s.Day).ToList();
        foreach (var slot in days)
        {
            var booking = BookAsync(city, account, slot.Key);
            var closing = city.AskAsync<CloseOffice, Outcome<int>>(
                act => act.RunAsync([new(slot.Day, "Closed", "Cerrado")], Supervisor, default));
            await Task.WhenAll(booking, closing);

            Assert.False(await booking is Outcome<Appointment>.Done && await closing is Outcome<int>.Done);
            if (await booking is Outcome<Appointment>.Done(var booked))
            {
                City.Done(await CancelAsync(city, booked, "Next try"));
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("call me")]
    [InlineData("0000000")]
    [InlineData("12345678901234567890")]
    public async Task A_call_needs_a_number(string? phone)
    {
        await using var city = await OpenAsync(AppointmentKind.CallBack);
        var slot = (await SlotsAsync(city, AppointmentKind.CallBack))[0];
        var account = await city.AccountAsync();

        Assert.Equal("Appointment_Phone", Refused(await city.AskAsync<BookAppointment, Outcome<Appointment>>(
            act => act.RunAsync(
                new(Guid.NewGuid(), account.Id, null, AppointmentKind.CallBack, slot.Key, AppointmentTopic.Bill, phone,
                    Technician),
                default))));
    }

    [Fact]
    public async Task The_day_before_the_customer_is_reminded_once_and_once_begun_it_is_not_canceled()
    {
        await using var city = await OpenAsync();
        var account = await city.AccountAsync(email: "rosa@example.com");
        var slot = (await SlotsAsync(city))[^1];
        var booked = City.Done(await BookAsync(city, account, slot.Key));
        Assert.Equal("Adjust_NoteMissing", Refused(await CancelAsync(city, booked, " ")));

        city.Days(slot.Day.DayNumber - city.Today.DayNumber - 1);
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            city.AskAsync<RemindOfAppointments, int>(act => act.RunAsync(default))));
        city.Days(2);

        Assert.NotEqual(0, told.Sum());
        var mail = await city.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.Kind == "appointment_reminder"));
        Assert.Contains("tomorrow", mail.Text, StringComparison.Ordinal);
        Assert.Equal("Appointment_HasBegun", Refused(await CancelAsync(city, booked, "Too late")));
    }

    [Theory]
    [InlineData(0, 30, 1, 9, 12, "Appointment_HoursWrong")]
    [InlineData(1, 4, 1, 9, 12, "Appointment_HoursWrong")]
    [InlineData(1, 30, 0, 9, 12, "Appointment_HoursWrong")]
    [InlineData(1, 30, 1, 12, 9, "Appointment_HoursWrong")]
    [InlineData(4, 30, 1, 8, 11, "Appointment_HoursOverlap")]
    public async Task Hours_that_no_office_has_are_refused(
        int weekday, int minutes, int capacity, int from, int to, string refusal)
    {
        await using var city = await OpenAsync();

        Assert.Equal(refusal, Refused(await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(
            act => act.RunAsync(
                new(Guid.NewGuid(), AppointmentKind.Counter, weekday, new(from, 0), new(to, 0), minutes, capacity,
                    Supervisor),
                default))));
        var unknown = await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(
            act => act.EndAsync(Guid.NewGuid(), Supervisor, default));
        Assert.Equal("Appointment_NoHours", Refused(unknown));
    }

    [Theory]
    [InlineData("ck_appointment_kind", """{"kind": "chat"}""")]
    [InlineData("ck_appointment_ends_at", """{"ends_at": "01:00"}""")]
    [InlineData("ck_appointment_place", """{"place": 0}""")]
    [InlineData("ck_appointment_topic", """{"topic": "weather"}""")]
    [InlineData("ck_appointment_call_has_phone", """{"kind": "call_back"}""")]
    [InlineData("ck_appointment_canceled_has_who", """{"canceled_by": "someone"}""")]
    [InlineData("ux_appointment_one_a_place", """{"id": "00000000-0000-0000-0000-000000000002"}""")]
    public Task An_appointment_is_sound(string rule, string wrong) => PokedAsync(rule, "appointment", wrong);

    [Theory]
    [InlineData("ck_appointment_hours_kind", """{"kind": "chat"}""")]
    [InlineData("ck_appointment_hours_weekday", """{"iso_weekday": 8}""")]
    [InlineData("ck_appointment_hours_slot", """{"slot_minutes": 1}""")]
    [InlineData("ck_appointment_hours_capacity", """{"capacity": 0}""")]
    [InlineData("ck_appointment_hours_end_after_start", """{"ends_at": "01:00"}""")]
    [InlineData("ck_appointment_hours_ended_has_who", """{"ended_by": "someone"}""")]
    [InlineData("ux_appointment_hours_one_beginning", """{"id": "00000000-0000-0000-0000-000000000002"}""")]
    public Task Hours_are_sound(string rule, string wrong) => PokedAsync(rule, "appointment_hours", wrong);

    [Fact]
    public async Task Not_even_the_owner_changes_one()
    {
        await using var city = await OpenAsync();
        City.Done(await BookAsync(city, await city.AccountAsync(), (await SlotsAsync(city))[0].Key));
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("update appointment set day = day + 1");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("tr_appointment_keeps_what_was_booked", fault.ConstraintName);
    }

    private static async Task PokedAsync(string rule, string table, string wrong)
    {
        await using var city = await OpenAsync();
        City.Done(await BookAsync(city, await city.AccountAsync(), (await SlotsAsync(city))[0].Key));
        await using var command = city.Database.App.CreateCommand(
            $"insert into {table} select (jsonb_populate_record(sound, $1)).* from {table} sound limit 1");
        command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>One at a time, on Thursdays and Fridays from 9 to 10.</summary>
    private static async Task<City> OpenAsync(AppointmentKind kind = AppointmentKind.Counter)
    {
        var city = await City.CreateAsync();
        foreach (var weekday in new[] { 4, 5 })
        {
            City.Done(await city.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), kind, weekday, Nine, new(10, 0), 30, 1, Supervisor), default)));
        }

        return city;
    }

    private static Task<IReadOnlyList<AppointmentSlot>> SlotsAsync(
        City city, AppointmentKind kind = AppointmentKind.Counter) =>
        city.ReadAsync(db => AppointmentSlots.OfAsync(db, kind, city.Today, default));

    private static Task<Outcome<Appointment>> BookAsync(
        City city, CustomerAccount account, string slot, Guid? operation = null) =>
        city.AskAsync<BookAppointment, Outcome<Appointment>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), account.Id, null, AppointmentKind.Counter, slot,
                AppointmentTopic.Bill, null, Technician),
            default));

    private static Task<Outcome<Appointment>> CancelAsync(City city, Appointment booked, string note) =>
        city.AskAsync<CancelAppointment, Outcome<Appointment>>(
            act => act.RunAsync(new(booked.CustomerAccountId, booked.Id, note, Technician), default));
}
