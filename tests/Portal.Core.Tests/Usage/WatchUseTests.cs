using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Usage.Alerts;
using Portal.Testing;

namespace Portal.Core.Tests.Usage;

/// <summary>The nightly watch: found once, told once, silent when known, over when it is over.</summary>
public sealed class WatchUseTests(City city) : IClassFixture<City>
{
    private static readonly Actor Office = Actor.Staff(Guid.Empty);

    [Fact]
    public async Task A_leak_is_told_once_grows_and_is_over_when_water_stops()
    {
        var home = await LeakingAsync();

        await WatchAsync();
        await WatchAsync();
        city.Days(1);
        await home.HoursAsync(city.Today.AddDays(-1), city.Today.AddDays(-1), 0.1m, 0.2m);
        await WatchAsync();

        var alert = Assert.Single(await AlertsAsync(home));
        Assert.Equal((UseAlertKind.Leak, 4, null), (alert.Kind, alert.Days, alert.OverAt));
        Assert.Equal(4 * ((6 * 0.1m) + (18 * 0.2m)), alert.Used);
        var mail = Assert.Single(await MailsAsync(home));
        Assert.StartsWith("Possible water leak at ", mail.Subject, StringComparison.Ordinal);
        Assert.Contains($"/my/use/{home.Account.Id}/alerts", mail.Text, StringComparison.Ordinal);

        city.Days(1);
        await home.HoursAsync(city.Today.AddDays(-1), city.Today.AddDays(-1), 0m, 0.02m);
        await WatchAsync();
        Assert.NotNull(Assert.Single(await AlertsAsync(home)).OverAt);
        Assert.Single(await MailsAsync(home));
    }

    [Fact]
    public async Task Who_says_that_they_know_hears_no_more_and_says_it_once()
    {
        var home = await LeakingAsync();
        await WatchAsync();
        var alert = Assert.Single(await AlertsAsync(home));

        var known = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => KnowAsync(home, alert.Id)));
        var stranger = await MeteredHome.InAsync(city);

        Assert.All(known, k => Assert.NotNull(City.Done(k).KnownAt));
        Assert.Equal(1, await city.ReadAsync(db => db.AuditEntries.CountAsync(
            a => a.CustomerAccountId == home.Account.Id && a.Act == nameof(KnowOfAlert))));
        Assert.Equal("Use_NoSuchAlert", Refused(await KnowAsync(stranger, alert.Id)));
    }

    [Fact]
    public async Task Eight_watches_at_once_tell_once()
    {
        var home = await LeakingAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WatchAsync()));

        Assert.Single(await AlertsAsync(home));
        Assert.Single(await MailsAsync(home));
    }

    [Fact]
    public async Task What_nobody_wants_to_hear_is_not_told()
    {
        var home = await LeakingAsync();
        City.Done(await city.AskAsync<ChooseAlerts, Outcome<UseAlertChoice>>(
            act => act.RunAsync(new(home.Account.Id, false, null, false, Office), default)));

        await WatchAsync();

        Assert.Empty(await AlertsAsync(home));
        Assert.Equal("Use_NoSuchThreshold", Refused(await city.AskAsync<ChooseAlerts, Outcome<UseAlertChoice>>(
            act => act.RunAsync(new(home.Account.Id, true, 7, true, Office), default))));
    }

    [Fact]
    public async Task A_high_week_against_the_years_before_is_told_with_both_figures()
    {
        var home = await MeteredHome.InAsync(city, $"{Guid.NewGuid():N}@example.com");
        var lastYear = city.Today.AddYears(-1);
        await home.BilledAsync(lastYear.AddDays(-60), lastYear.AddDays(60), 24m);
        await home.HoursAsync(city.Today.AddDays(-9), city.Today.AddDays(-1), 0m, 0.05m);

        await WatchAsync();

        var alert = Assert.Single(await AlertsAsync(home));
        Assert.Equal((UseAlertKind.HighUse, 0.2m), (alert.Kind, alert.Usual));
        var mail = Assert.Single(await MailsAsync(home));
        Assert.Contains("about 1.8 CCF (about 1,350 gallons)", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_while_away_is_told_and_days_that_are_taken_back_are_not()
    {
        var (away, back) = (await MeteredHome.InAsync(city), await MeteredHome.InAsync(city));
        foreach (var home in new[] { away, back })
        {
            await home.HoursAsync(city.Today, city.Today.AddDays(6), 0m, 0.01m);
            City.Done(await AwayAsync(home, city.Today, city.Today.AddDays(9)));
        }

        var period = await city.ReadAsync(db => db.Set<AwayPeriod>()
            .SingleAsync(p => p.CustomerAccountId == back.Account.Id));
        City.Done(await city.AskAsync<EndAway, Outcome<AwayPeriod>>(
            act => act.RunAsync(back.Account.Id, period.Id, Office, default)));
        city.Days(7);

        await WatchAsync();

        Assert.Equal(UseAlertKind.AwayUse, Assert.Single(await AlertsAsync(away)).Kind);
        Assert.Empty(await AlertsAsync(back));
        Assert.Equal(1, await city.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.CustomerAccountId == away.Account.Id && t.Kind == "letter_by_post")));
    }

    [Fact]
    public async Task Days_away_are_entered_once_and_never_overlap()
    {
        var home = await MeteredHome.InAsync(city);
        var (today, operation) = (city.Today, Guid.CreateVersion7());

        var raced = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            AwayAsync(home, today.AddDays(3), today.AddDays(9), operation)));

        Assert.All(raced, r => Assert.Equal(operation, City.Done(r).Id));
        Assert.Equal("Away_Overlaps", Refused(await AwayAsync(home, today.AddDays(9), today.AddDays(12))));
        Assert.Equal("Away_Backwards", Refused(await AwayAsync(home, today.AddDays(9), today.AddDays(9))));
        Assert.Equal("Away_Over", Refused(await AwayAsync(home, today.AddDays(-9), today)));
        Assert.Equal("Away_TooLong", Refused(await AwayAsync(home, today, today.AddDays(367))));
        Assert.Equal("Away_NoSuch", Refused(await city.AskAsync<EndAway, Outcome<AwayPeriod>>(
            act => act.RunAsync(home.Account.Id, Guid.CreateVersion7(), Office, default))));
    }

    [Fact]
    public async Task What_was_noticed_is_over_when_service_ends_and_not_when_its_end_is_only_booked()
    {
        var home = await LeakingAsync();
        await home.RunAsync($"""
            update service_agreement set ends_on = '{city.Today.AddDays(1):O}'
            where customer_account_id = '{home.Account.Id}'
            """);
        await WatchAsync();
        Assert.Null(Assert.Single(await AlertsAsync(home)).OverAt);

        city.Days(1);
        await WatchAsync();

        Assert.NotNull(Assert.Single(await AlertsAsync(home)).OverAt);
    }

    [Fact]
    public async Task A_leak_where_water_always_runs_is_told_in_words_that_are_true_there()
    {
        var home = await MeteredHome.InAsync(city, $"{Guid.NewGuid():N}@example.com");
        await home.HoursAsync(city.Today.AddDays(-40), city.Today.AddDays(-4), 0.02m, 0.03m);
        await home.HoursAsync(city.Today.AddDays(-3), city.Today.AddDays(-1), 0.1m, 0.2m);

        await WatchAsync();

        var mail = Assert.Single(await MailsAsync(home));
        Assert.Contains("Much more water than usual", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("water stops", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_of_somebody_served_before_is_not_the_new_customers()
    {
        var home = await MeteredHome.InAsync(city, from: city.Today.AddDays(-2));
        await home.HoursAsync(city.Today.AddDays(-60), city.Today.AddDays(-4), 0m, 0.02m);
        await home.HoursAsync(city.Today.AddDays(-3), city.Today.AddDays(-1), 0.1m, 0.2m);

        await WatchAsync();

        Assert.Empty(await AlertsAsync(home));
    }

    private async Task<MeteredHome> LeakingAsync(City? other = null)
    {
        var at = other ?? city;
        var home = await MeteredHome.InAsync(at, $"{Guid.NewGuid():N}@example.com");
        await home.HoursAsync(at.Today.AddDays(-40), at.Today.AddDays(-4), 0m, 0.02m);
        await home.HoursAsync(at.Today.AddDays(-3), at.Today.AddDays(-1), 0.1m, 0.2m);
        return home;
    }

    [Fact]
    public async Task A_night_that_fails_is_put_before_the_office_and_the_other_meters_are_looked_at()
    {
        await using var own = await City.CreateAsync();
        var (broken, well) = (await LeakingAsync(own), await LeakingAsync(own));
        await RunAsOwnerAsync(own, $"""
            alter table use_alert add constraint ck_broken check (service_point_id <> '{broken.PointId}')
            """);

        await Assert.ThrowsAsync<AggregateException>(() => WatchAsync(own));
        await Assert.ThrowsAsync<AggregateException>(() => WatchAsync(own));

        Assert.Single(await AlertsAsync(well, own));
        Assert.Empty(await AlertsAsync(broken, own));
        var task = Assert.Single(await own.ReadAsync(db => db.OfficeTasks.AsNoTracking().ToListAsync()));
        Assert.Equal("use_watch", task.Kind);
        await RunAsOwnerAsync(own, "alter table use_alert drop constraint ck_broken");
        await WatchAsync(own);
        Assert.Single(await AlertsAsync(broken, own));
    }

    private static async Task RunAsOwnerAsync(City own, string sql)
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(own.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Who_does_not_manage_the_account_changes_nothing_of_its_alerts()
    {
        var home = await LeakingAsync();
        await WatchAsync();
        var alert = Assert.Single(await AlertsAsync(home));
        var somebody = Actor.Resident((await city.ResidentAsync("Somebody")).Id);

        Assert.Equal("Use_NoSuchAlert", Refused(await city.AskAsync<KnowOfAlert, Outcome<UseAlert>>(
            act => act.RunAsync(new(home.Account.Id, alert.Id, somebody), default))));
        Assert.Equal("Account_NotFound", Refused(await city.AskAsync<ChooseAlerts, Outcome<UseAlertChoice>>(
            act => act.RunAsync(new(home.Account.Id, false, null, false, somebody), default))));
        Assert.Equal("Account_NotFound", Refused(await city.AskAsync<EnterAway, Outcome<AwayPeriod>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), home.Account.Id, city.Today, city.Today.AddDays(3), somebody), default))));
    }

    private Task<int> WatchAsync(City? other = null) =>
        (other ?? city).AskAsync<WatchUse, int>(act => act.RunAsync(default));

    private Task<Outcome<UseAlert>> KnowAsync(MeteredHome home, Guid alert) =>
        city.AskAsync<KnowOfAlert, Outcome<UseAlert>>(
            act => act.RunAsync(new(home.Account.Id, alert, Office), default));

    private Task<Outcome<AwayPeriod>> AwayAsync(MeteredHome home, DateOnly from, DateOnly to, Guid? operation = null) =>
        city.AskAsync<EnterAway, Outcome<AwayPeriod>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), home.Account.Id, from, to, Office), default));

    private Task<List<UseAlert>> AlertsAsync(MeteredHome home, City? other = null) =>
        (other ?? city).ReadAsync(db => db.Set<UseAlert>()
        .AsNoTracking().Where(a => a.CustomerAccountId == home.Account.Id).ToListAsync());

    private Task<List<Portal.Core.Mail.OutboxMail>> MailsAsync(MeteredHome home) => city.ReadAsync(db => db.OutboxMails
        .AsNoTracking().Where(m => m.CustomerAccountId == home.Account.Id).ToListAsync());

    private static string? Refused<T>(Outcome<T> outcome) => (outcome as Outcome<T>.Refused)?.Refusal.Key;
}
