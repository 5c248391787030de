using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Exceptions;

/// <summary>What people do about an exception: once, by whom it may be done, and on the record.</summary>
public sealed class DecideExceptionTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public void These_moves_and_no_others_are_allowed()
    {
        var allowed =
            from state in Enum.GetValues<ReadExceptionState>()
            from e in Enum.GetValues<ReadExceptionEventKind>()
            let next = ReadExceptionMoves.Next(state, e)
            where next is not null
            select $"{state} --{e}--> {next}";

        Assert.Equal(
            [
                "Open --Release--> Released", "Open --OrderReread--> RereadOrdered", "Open --EnterReread--> Reread",
                "Open --Estimate--> Estimated", "Open --Override--> Overridden", "Open --Propose--> AwaitingApproval",
                "Open --Clear--> Cleared", "RereadOrdered --Release--> Released",
                "RereadOrdered --EnterReread--> Reread",
                "RereadOrdered --Estimate--> Estimated", "RereadOrdered --Override--> Overridden",
                "RereadOrdered --Propose--> AwaitingApproval",
                "AwaitingApproval --Approve--> Overridden", "AwaitingApproval --ApproveReread--> Reread",
                "AwaitingApproval --Decline--> Open",
                "Released --Reopen--> Open", "Reread --Reopen--> Open", "Estimated --Reopen--> Open",
                "Overridden --Reopen--> Open", "Cleared --Reopen--> Open",
            ],
            allowed);
    }

    [Fact]
    public async Task An_exception_holds_its_account_until_it_is_released_and_no_other()
    {
        var (point, other) = (await HighAsync(), await MeteredPoint.WithAsync(city, "10*12", 10m));
        var id = await point.ExceptionAsync();
        Assert.Equal(("high", ""), (await HeldAsync(point), await HeldAsync(other)));

        City.Done(await ReleaseAsync(id, "Garden watered, owner called"));

        Assert.Equal("", await HeldAsync(point));
        Assert.Equal("Open Released Garden watered, owner called", await HistoryAsync(point));
        Assert.Equal("", await point.RulesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_release_needs_a_reason(string reason) => Assert.Equal(
        "Reads_ReasonMissing", Key(await ReleaseAsync(await (await HighAsync()).ExceptionAsync(), reason)));

    [Fact]
    public async Task Eight_at_once_release_it_once()
    {
        var point = await HighAsync();
        var (id, operation) = (await point.ExceptionAsync(), Guid.CreateVersion7());

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReleaseAsync(id, "Seen", operation)));
        var another = await ReleaseAsync(id, "Seen too");

        Assert.All(same, outcome => Assert.Equal(ReadExceptionState.Released, City.Done(outcome).State));
        Assert.Equal("Reads_Decided", Key(another));
        Assert.Equal("Open Released Seen", await HistoryAsync(point));
    }

    [Fact]
    public async Task Eight_different_wishes_at_once_are_one_decision()
    {
        var point = await HighAsync();
        var id = await point.ExceptionAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0
            ? ReleaseAsync(id, "Seen")
            : OverrideAsync(id, 1_130m)));

        Assert.Single(outcomes, o => o is Outcome<ReadException>.Done);
        Assert.Equal("1", await CountAsync("read_exception_event", id, "and act <> 'ValidateReads'"));
    }

    [Fact]
    public async Task A_process_that_dies_before_the_commit_leaves_nothing()
    {
        var point = await HighAsync();
        var id = await point.ExceptionAsync();
        var dying = DyingCommits.Switch();
        dying.Value = true;

        await Assert.ThrowsAsync<ProcessDiedException>(() => OverrideAsync(id, 1_130m));
        dying.Value = false;

        Assert.Equal("0", await CountAsync("read_exception_event", id, "and act <> 'ValidateReads'"));
        Assert.Equal("2026-11-16 1150.0000 actual", await point.LastReadAsync());
        Assert.Equal("high", await HeldAsync(point));
    }

    [Fact]
    public async Task A_reread_keeps_the_account_held_and_then_takes_the_place_of_the_read()
    {
        var point = await HighAsync(city.Today.AddDays(-2));
        var id = await point.ExceptionAsync();

        City.Done(await city.AskAsync<OrderReread, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, "Dog", Terry), default)));
        Assert.Equal("high", await HeldAsync(point));
        City.Done(await RereadAsync(id, city.Today, 1_131.5m));

        Assert.Equal("", await HeldAsync(point));
        Assert.Equal("2026-11-16 1131.5000 actual", await point.LastReadAsync());
        Assert.Equal("2026-11-14 1150.0000 2026-11-16 1131.5000", await ChangeAsync(point));
        Assert.Equal("", await point.RulesAsync());
    }

    [Fact]
    public async Task A_reread_that_confirms_it_is_not_asked_about_again()
    {
        var point = await HighAsync(city.Today.AddDays(-2));
        var id = await point.ExceptionAsync();

        City.Done(await RereadAsync(id, city.Today, 1_150m));

        Assert.Equal("", await point.RulesAsync());
    }

    [Fact]
    public async Task A_reread_that_is_wrong_in_another_way_is_asked_about()
    {
        var point = await HighAsync(city.Today.AddDays(-2));

        City.Done(await RereadAsync(await point.ExceptionAsync(), city.Today, 1_119m));

        Assert.Equal("negative", await point.RulesAsync());
    }

    [Theory]
    [InlineData(1, 1_130, "Reads_DayTaken")]
    [InlineData(-40, 1_130, "Reads_DayTaken")]
    [InlineData(0, 1_000_000, "Reads_ReadingFits")]
    [InlineData(0, -1, "Reads_ReadingFits")]
    public async Task A_reread_that_cannot_be_is_refused(int days, double reading, string key)
    {
        var point = await HighAsync();

        var outcome = await RereadAsync(await point.ExceptionAsync(), city.Today.AddDays(days), (decimal)reading);

        Assert.Equal(key, Key(outcome));
        Assert.Equal("2026-11-16 1150.0000 actual", await point.LastReadAsync());
    }

    [Fact]
    public async Task A_billed_read_is_not_changed()
    {
        var point = await HighAsync();
        var id = await point.ExceptionAsync();
        await point.BillAsync(city.Today);

        Assert.Equal("Reads_Billed", Key(await OverrideAsync(id, 1_130m)));
    }

    [Fact]
    public async Task A_read_whose_bill_was_canceled_is_judged_and_changed_again()
    {
        var point = await HighAsync();
        var id = await point.ExceptionAsync();
        await point.BillAsync(city.Today);
        Assert.Equal("Reads_Billed", Key(await OverrideAsync(id, 1_130m)));
        await point.RunAsync($"""
            insert into bill_cancellation (bill_id, operation_id, reason, note, canceled_at, canceled_by)
            select id, gen_random_uuid(), 'other', 'x', now(), 'staff:a' from bill
            where customer_account_id = '{point.AccountId}' and period_to = '{city.Today:O}'
            """);

        Assert.Equal(1, (await point.JudgeAsync()).Judged);
        City.Done(await OverrideAsync(id, 1_130m));

        Assert.Equal("2026-11-16 1130.0000 actual", await point.LastReadAsync());
    }

    [Fact]
    public async Task What_the_rules_find_lose_and_find_again_is_history()
    {
        var point = await HighAsync();
        await point.JudgeAsync();
        city.Clock.Advance(TimeSpan.FromSeconds(1));
        await point.LimitAsync("high_of_last_year", 4m);
        await point.JudgeAsync();
        city.Clock.Advance(TimeSpan.FromSeconds(1));
        await point.LimitAsync("high_of_last_year", 2m);
        await point.JudgeAsync();
        await point.JudgeAsync();

        Assert.Equal("- open; open cleared; cleared open", await point.TextAsync($"""
            select string_agg(coalesce(from_state, '-') || ' ' || to_state, '; ' order by v.at)
            from read_exception_event v join read_exception e on e.id = v.read_exception_id
            where e.service_point_id = '{point.Id}'
            """));
    }

    [Fact]
    public async Task A_use_below_zero_is_not_released_for_no_run_bills_it()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", -9m);

        Assert.Equal("Reads_NegativeIsNotBilled", Key(await ReleaseAsync(await point.ExceptionAsync(), "Looks right")));
    }

    private Task<MeteredPoint> HighAsync(DateOnly? readOn = null) =>
        MeteredPoint.WithAsync(city, "10*12", 30m, readOn: readOn);

    private Task<Outcome<ReadException>> ReleaseAsync(Guid id, string reason, Guid? operation = null) =>
        city.AskAsync<ReleaseRead, Outcome<ReadException>>(
            act => act.RunAsync(new(operation ?? Guid.CreateVersion7(), id, reason, Terry), default));

    private Task<Outcome<ReadException>> RereadAsync(Guid id, DateOnly on, decimal reading) =>
        city.AskAsync<EnterReread, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), id, on, reading, null, Terry), default));

    private Task<Outcome<ReadException>> OverrideAsync(Guid id, decimal reading) =>
        city.AskAsync<OverrideRead, Outcome<ReadException>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), id, reading, OverrideReason.Misread, null, Terry), default));

    private static string Key(Outcome<ReadException> outcome) =>
        Assert.IsType<Outcome<ReadException>.Refused>(outcome).Refusal.Key;

    private static Task<string> HeldAsync(MeteredPoint point) => point.TextAsync($"""
        select string_agg(rule, ', ') from account_held_for_billing where customer_account_id = '{point.AccountId}'
        """);

    private static Task<string> HistoryAsync(MeteredPoint point) => point.TextAsync($"""
        select string_agg(initcap(from_state) || ' ' || initcap(to_state) || ' ' || coalesce(v.reason, ''), '; ')
        from read_exception_event v join read_exception e on e.id = v.read_exception_id
        where e.service_point_id = '{point.Id}' and v.act <> 'ValidateReads'
        """);

    private static Task<string> ChangeAsync(MeteredPoint point) => point.TextAsync($"""
        select was_on || ' ' || was_reading || ' ' || now_on || ' ' || now_reading
        from meter_read_change c join meter_read r on r.id = c.meter_read_id where r.service_point_id = '{point.Id}'
        """);

    private async Task<string> CountAsync(string table, Guid exception, string which = "")
    {
        await using var command = city.Database.App.CreateCommand(
            $"select count(*) from {table} where read_exception_id = '{exception}' {which}");
        return $"{await command.ExecuteScalarAsync()}";
    }
}
