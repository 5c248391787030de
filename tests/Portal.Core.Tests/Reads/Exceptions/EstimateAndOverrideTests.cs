using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Exceptions;

/// <summary>Reads put right by an estimate or by hand, and what is kept beside them.</summary>
public sealed class EstimateAndOverrideTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());
    private static readonly Actor Sam = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task An_estimate_is_last_years_month_times_the_trend()
    {
        var point = await MeteredPoint.WithAsync(city, "8*3, 12, 10*8, 16*3", 90m);
        var id = await point.ExceptionAsync();

        City.Done(await EstimateAsync(id));

        // 12 a year ago, and the last three months used twice what they did the year before.
        Assert.Equal("2026-11-16 1188.0000 estimated", await point.LastReadAsync());
        Assert.Equal("", await HeldAsync(point));
    }

    [Fact]
    public async Task A_consumptive_register_is_never_estimated()
    {
        var point = await HighAsync();
        await point.RunAsync($"update service_point set register = 'consumptive' where id = '{point.Id}'");

        Assert.Equal("Reads_Consumptive", Key(await EstimateAsync(await point.ExceptionAsync())));
    }

    [Fact]
    public async Task After_two_estimates_somebody_has_to_go()
    {
        var point = await MeteredPoint.WithAsync(city, "10*11", null, readOn: city.Today.AddMonths(-1));
        await point.ReadAsync(city.Today.AddMonths(-1), 1_120m, "estimated");
        await point.ReadAsync(city.Today.AddDays(-20), 1_125m, "estimated");
        await point.BillAsync(city.Today.AddDays(-20));
        await point.ReadAsync(city.Today, 1_190m);

        Assert.Equal("Reads_TooManyEstimates", Key(await EstimateAsync(await point.ExceptionAsync())));
    }

    [Theory]
    [InlineData(1_170, false)]
    [InlineData(1_169.99, true)]
    public async Task A_correction_above_the_limit_waits_for_a_second_person(double reading, bool waits)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 100m);

        var exception = City.Done(await OverrideAsync(await point.ExceptionAsync(), (decimal)reading));

        Assert.Equal(waits ? ReadExceptionState.AwaitingApproval : ReadExceptionState.Overridden, exception.State);
        Assert.Equal(waits ? "multiplier" : "", await HeldAsync(point));
    }

    [Fact]
    public async Task The_one_who_proposed_it_cannot_approve_it_and_another_can()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m);
        var id = await point.ExceptionAsync();
        City.Done(await OverrideAsync(id, 1_130m));

        Assert.Equal("Reads_SecondPerson", Key(await ApproveAsync(id, Terry)));
        Assert.Equal("2026-11-16 1420.0000 actual", await point.LastReadAsync());
        City.Done(await ApproveAsync(id, Sam));

        Assert.Equal("2026-11-16 1130.0000 actual", await point.LastReadAsync());
        Assert.Equal("", await HeldAsync(point));
    }

    [Theory]
    [InlineData(1_370, false)]
    [InlineData(1_369.99, true)]
    public async Task A_reread_above_the_limit_waits_as_well(double reading, bool waits)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m, readOn: city.Today.AddDays(-3));
        var id = await point.ExceptionAsync();

        var exception = City.Done(await RereadAsync(id, city.Today, (decimal)reading));

        Assert.Equal(waits ? ReadExceptionState.AwaitingApproval : ReadExceptionState.Reread, exception.State);
    }

    [Fact]
    public async Task A_reread_that_waited_is_of_its_own_day_and_nobody_enters_another_past_it()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m, readOn: city.Today.AddDays(-3));
        var id = await point.ExceptionAsync();
        City.Done(await RereadAsync(id, city.Today, 1_130m));

        Assert.Equal("Reads_Decided", Key(await RereadAsync(id, city.Today, 1_131m)));
        Assert.Equal("Reads_SecondPerson", Key(await ApproveAsync(id, Terry)));
        var approved = City.Done(await ApproveAsync(id, Sam));

        Assert.Equal(ReadExceptionState.Reread, approved.State);
        Assert.Equal($"{city.Today:yyyy-MM-dd} 1130.0000 actual", await point.LastReadAsync());
        Assert.Equal("", await HeldAsync(point));
    }

    [Fact]
    public async Task A_proposal_that_changed_after_it_was_looked_at_is_not_approved()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m);
        var id = await point.ExceptionAsync();
        City.Done(await OverrideAsync(id, 1_130m));
        City.Done(await city.AskAsync<ApproveOverride, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, Approve: false, null, "Look again", Sam), default)));
        City.Done(await OverrideAsync(id, 1_121m));

        Assert.Equal("Reads_ProposalChanged", Key(await ApproveAsync(id, Sam, seen: 1_130m)));
        Assert.Equal("2026-11-16 1420.0000 actual", await point.LastReadAsync());
        City.Done(await ApproveAsync(id, Sam, seen: 1_121m));
    }

    [Fact]
    public async Task Declined_it_is_open_again_and_nothing_has_changed()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m);
        var id = await point.ExceptionAsync();
        City.Done(await OverrideAsync(id, 1_130m));

        var exception = City.Done(await city.AskAsync<ApproveOverride, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, Approve: false, null, "Send somebody", Sam), default)));

        Assert.Equal((ReadExceptionState.Open, null), (exception.State, exception.ProposedReading));
        Assert.Equal("high", await HeldAsync(point));
    }

    [Fact]
    public async Task Eight_second_persons_at_once_approve_once()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 300m);
        var id = await point.ExceptionAsync();
        City.Done(await OverrideAsync(id, 1_130m));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ApproveAsync(id, new($"staff:{i}"))));

        Assert.Single(outcomes, o => o is Outcome<ReadException>.Done);
        Assert.Equal("1", await point.TextAsync($"""
            select count(*) from meter_read_change c join meter_read r on r.id = c.meter_read_id
            where r.service_point_id = '{point.Id}'
            """));
    }

    [Fact]
    public async Task A_note_and_a_photo_are_kept_once()
    {
        var id = await (await HighAsync()).ExceptionAsync();
        var request = new AttachNoteOrPhoto.Request(
            Guid.CreateVersion7(), id, "Leak at the toilet", CleanPhotoTests.Png(), Terry);

        var kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            city.AskAsync<AttachNoteOrPhoto, Outcome<ReadEvidence>>(act => act.RunAsync(request, default))));

        Assert.Single(kept.Select(k => City.Done(k).Id).Distinct());
        Assert.Equal("1", await CountAsync("read_evidence", id));
    }

    [Theory]
    [InlineData(null, "Reads_EvidenceMissing")]
    [InlineData("<svg onload=alert(1)>", "Reads_PhotoKind")]
    public async Task What_is_no_photo_is_refused(string? photo, string key)
    {
        var id = await (await HighAsync()).ExceptionAsync();
        var bytes = photo is null ? null : System.Text.Encoding.UTF8.GetBytes(photo);

        var outcome = await city.AskAsync<AttachNoteOrPhoto, Outcome<ReadEvidence>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, null, bytes, Terry), default));

        Assert.Equal(key, Assert.IsType<Outcome<ReadEvidence>.Refused>(outcome).Refusal.Key);
    }

    private Task<MeteredPoint> HighAsync(DateOnly? readOn = null) =>
        MeteredPoint.WithAsync(city, "10*12", 30m, readOn: readOn);

    private Task<Outcome<ReadException>> EstimateAsync(Guid id) => city.AskAsync<EstimateRead, Outcome<ReadException>>(
        act => act.RunAsync(new(Guid.CreateVersion7(), id, Terry), default));

    private Task<Outcome<ReadException>> OverrideAsync(Guid id, decimal reading) =>
        city.AskAsync<OverrideRead, Outcome<ReadException>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), id, reading, OverrideReason.Misread, null, Terry), default));

    private Task<Outcome<ReadException>> ApproveAsync(Guid id, Actor by, decimal seen = 1_130m) =>
        city.AskAsync<ApproveOverride, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, Approve: true, seen, null, by), default));

    private Task<Outcome<ReadException>> RereadAsync(Guid id, DateOnly on, decimal reading) =>
        city.AskAsync<EnterReread, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, on, reading, "Read at the meter", Terry), default));

    private static string Key(Outcome<ReadException> outcome) =>
        Assert.IsType<Outcome<ReadException>.Refused>(outcome).Refusal.Key;

    private static Task<string> HeldAsync(MeteredPoint point) => point.TextAsync($"""
        select string_agg(rule, ', ') from account_held_for_billing where customer_account_id = '{point.AccountId}'
        """);

    private async Task<string> CountAsync(string table, Guid exception)
    {
        await using var command = city.Database.App.CreateCommand(
            $"select count(*) from {table} where read_exception_id = '{exception}'");
        return $"{await command.ExecuteScalarAsync()}";
    }
}
