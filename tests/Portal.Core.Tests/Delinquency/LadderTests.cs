using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Delinquency.LadderTown;

namespace Portal.Core.Tests.Delinquency;

public sealed class LadderTests
{
    private static readonly Usd Owed = new(112_52);

    /// <summary>Billed 16 November 2026, due 7 December.</summary>
    [Theory]
    [InlineData("us-ca", "2027-02-08")]
    [InlineData("us-ca-roseville", "2027-02-08")]
    [InlineData("us-wi", "2026-12-28")]
    public async Task An_account_goes_from_past_due_to_shut_off_to_restored(string pack, string shutOffOn)
    {
        var town = await CreateAsync(pack);
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);

        await town.WalkToPrintedDayAsync(account);

        Assert.Equal(shutOffOn, $"{city.Today:yyyy-MM-dd}");
        await town.ListAsync();
        var order = City.Done(await town.DispatchAsync((await town.OrderAsync(account)).Id));
        City.Done(await town.RecordAsync(order.Id));
        var open = (await town.CaseAsync(account))!;
        Assert.Equal(CaseState.Disconnected, open.State);
        Assert.Equal(Owed, await city.ReadAsync(db => db.AmountToStopAsync(open.Id, default)));

        await city.PayAsync(account, Owed);

        Assert.Equal(CaseState.Reconnected, (await town.CaseAsync(account))!.State);
        var reconnect = await city.ReadAsync(db => db.Set<ReconnectOrder>().SingleAsync());
        City.Done(await city.AskAsync<RecordReconnect, Outcome<ReconnectOrder>>(act => act.RunAsync(
            new(reconnect.Id, Ann), default)));
        var closed = (await town.CaseAsync(account))!;
        Assert.Equal(CaseState.Current, closed.State);
        Assert.NotNull(closed.ClosedAt);
    }

    [Fact]
    public async Task Every_step_of_the_ladder_is_a_letter_with_what_the_law_asks_for()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);

        await town.WalkToPrintedDayAsync(account);

        var steps = await town.StepsAsync((await town.CaseAsync(account))!.Id);
        Assert.Equal(
            ["FallPastDue", "Tell reminder", "Tell past_due", "Notice disconnection", "GiveFinal final",
                "Miss contact", "Post posting"],
            steps.Select(s => $"{s.Event} {s.StepCode}".Trim()));
        var letters = await city.ReadAsync(db => db.Set<Notice>().AsNoTracking().ToListAsync());
        Assert.Equal(
            ["contact_posting", "disconnection", "final", "past_due", "reminder"],
            letters.Select(l => l.Kind).Order(StringComparer.Ordinal));
        Assert.Contains("appeal", letters.Single(l => l.Kind == "disconnection").Elements);
    }

    [Fact]
    public async Task A_run_is_released_by_another_and_done_once()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        city.Clock.Advance(TimeSpan.FromDays(22));
        var run = Guid.CreateVersion7();

        City.Done(await city.AskAsync<PreviewDelinquencyRun, Outcome<DelinquencyRun>>(act =>
            act.RunAsync(new(run, Ann), default)));
        var own = await city.AskAsync<ReleaseDelinquencyRun, Outcome<DelinquencyRunRelease>>(act =>
            act.RunAsync(new(run, Ann), default));
        var early = await city.AskAsync<PostDelinquencyRun, Outcome<int>>(act => act.RunAsync(run, default));
        City.Done(await city.AskAsync<ReleaseDelinquencyRun, Outcome<DelinquencyRunRelease>>(act =>
            act.RunAsync(new(run, Ben), default)));
        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            city.AskAsync<PostDelinquencyRun, Outcome<int>>(act => act.RunAsync(run, default))));

        Assert.Equal("Delinquency_OwnRun", Assert.IsType<Outcome<DelinquencyRunRelease>.Refused>(own).Refusal.Key);
        Assert.Equal("Delinquency_NotReleased", Assert.IsType<Outcome<int>.Refused>(early).Refusal.Key);
        Assert.Equal(1, done.Sum(City.Done));
        Assert.Equal(CaseState.PastDue, (await town.CaseAsync(account))!.State);
    }

    [Fact]
    public async Task Who_paid_after_the_preview_is_skipped_with_the_reason()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        city.Clock.Advance(TimeSpan.FromDays(22));
        var run = Guid.CreateVersion7();
        City.Done(await city.AskAsync<PreviewDelinquencyRun, Outcome<DelinquencyRun>>(act =>
            act.RunAsync(new(run, Ann), default)));
        City.Done(await city.AskAsync<ReleaseDelinquencyRun, Outcome<DelinquencyRunRelease>>(act =>
            act.RunAsync(new(run, Ben), default)));

        await city.PayAsync(account, Owed);
        City.Done(await city.AskAsync<PostDelinquencyRun, Outcome<int>>(act => act.RunAsync(run, default)));

        Assert.Null(await town.CaseAsync(account));
        Assert.Equal("paid", await city.ReadAsync(db => db.Set<DelinquencyRunAccount>().Select(a => a.Skipped)
            .SingleAsync()));
    }

    /// <summary>By the database itself: tr_customer_account_delinquency_follows.</summary>
    [Fact]
    public async Task A_payment_cancels_the_order_that_is_with_the_field()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        var order = City.Done(await town.DispatchAsync((await town.OrderAsync(account)).Id));

        await city.PayAsync(account, Owed);
        var late = await town.RecordAsync(order.Id);

        Assert.Equal("ShutOff_OrderEnded", Assert.IsType<Outcome<ShutOffOrder>.Refused>(late).Refusal.Key);
        Assert.Equal(OrderState.Canceled, (await town.OrderAsync(account)).State);
        Assert.Equal(CaseState.Current, (await town.CaseAsync(account))!.State);
    }

    [Fact]
    public async Task A_part_payment_cancels_nothing_and_lowers_the_amount_to_stop()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();

        await city.PayAsync(account, new Usd(100_00));

        var open = (await town.CaseAsync(account))!;
        Assert.Equal(CaseState.Ordered, open.State);
        Assert.Equal(new Usd(12_52), await city.ReadAsync(db => db.AmountToStopAsync(open.Id, default)));
    }

    [Fact]
    public async Task A_payment_and_the_field_at_once_never_leave_a_paid_account_shut_off_without_a_reconnection()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        var order = City.Done(await town.DispatchAsync((await town.OrderAsync(account)).Id));

        await Task.WhenAll(city.PayAsync(account, Owed), town.RecordAsync(order.Id));

        var open = (await town.CaseAsync(account))!;
        var reconnects = await city.ReadAsync(db => db.Set<ReconnectOrder>().CountAsync());
        Assert.Equal(open.State == CaseState.Reconnected ? 1 : 0, reconnects);
        Assert.True(open.State is CaseState.Reconnected or CaseState.Current);
    }

    [Fact]
    public async Task A_failed_order_is_listed_again()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        var order = City.Done(await town.DispatchAsync((await town.OrderAsync(account)).Id));

        City.Done(await town.RecordAsync(order.Id, "A dog at the gate."));

        Assert.Equal(CaseState.FailedOrder, (await town.CaseAsync(account))!.State);
        town.NextDay();
        Assert.NotNull(await town.ListAsync());
        Assert.Equal(CaseState.Ordered, (await town.CaseAsync(account))!.State);
    }

    [Fact]
    public async Task A_list_is_approved_by_another()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        var list = City.Done(await city.AskAsync<ListShutOffs, Outcome<ShutOffList>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), city.Today, Ann), default)));

        var own = await city.AskAsync<ApproveShutOffs, Outcome<ShutOffList>>(act =>
            act.RunAsync(new(list.Id, Ann), default));

        Assert.Equal("ShutOff_OwnList", Assert.IsType<Outcome<ShutOffList>.Refused>(own).Refusal.Key);
        Assert.Equal("ck_shut_off_list_second_person", await city.Database.RuleThatRefusesAsync(
            "update shut_off_list set approved_by = made_by, approved_at = now()"));
        Assert.Equal("ck_shut_off_order_approved", await city.Database.RuleThatRefusesAsync(
            "update shut_off_order set state = 'ready'"));
    }

    [Theory]
    [InlineData(HoldKind.Dispute)]
    [InlineData(HoldKind.Stay)]
    [InlineData(HoldKind.Plan)]
    [InlineData(HoldKind.Autopay)]
    public async Task A_hold_on_charges_keeps_an_order_from_the_field(HoldKind kind)
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, null, kind, "It is held.", city.Today, null, Ann), default)));

        var refused = await town.DispatchAsync((await town.OrderAsync(account)).Id);

        Assert.Equal(
            $"Skipped_hold_{kind}".ToLowerInvariant().Replace("skipped", "Skipped", StringComparison.Ordinal),
            Assert.IsType<Outcome<ShutOffOrder>.Refused>(refused).Refusal.Key);
        Assert.Equal(OrderState.Canceled, (await town.OrderAsync(account)).State);
        Assert.Equal(CaseState.Final, (await town.CaseAsync(account))!.State);
    }

    [Theory]
    [InlineData(ShutOffHoldKind.Appeal)]
    [InlineData(ShutOffHoldKind.Extension)]
    [InlineData(ShutOffHoldKind.Weather)]
    [InlineData(ShutOffHoldKind.Landlord)]
    [InlineData(ShutOffHoldKind.AgencyError)]
    [InlineData(ShutOffHoldKind.Disaster)]
    [InlineData(ShutOffHoldKind.Medical)]
    public async Task Every_hold_enters_leaves_and_makes_the_notice_begin_anew(ShutOffHoldKind kind)
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        var owner = await town.OwnerAsync();
        var hold = City.Done(await city.AskAsync<PlaceShutOffHold, Outcome<ShutOffHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), kind is ShutOffHoldKind.Weather or ShutOffHoldKind.Disaster ? null : account.Id,
                kind, "For now.", owner, city.Today.AddDays(3), Ann), default)));

        Assert.Null(await town.ListAsync());
        town.NextDay();
        Assert.Equal(
            $"hold_{Core.Data.SnakeCase.Snake($"{kind}")}",
            await SkippedAsync(town, (await town.NightAsync())!.Value));
        City.Done(await city.AskAsync<EndShutOffHold, Outcome<ShutOffHold>>(act => act.RunAsync(
            new(hold.Id, Ann), default)));
        Assert.Null(await town.ListAsync());
        await town.NightAsync();

        var again = (await town.CaseAsync(account))!;
        Assert.Equal(CaseState.PastDue, again.State);
        await town.WalkToPrintedDayAsync(account);
        Assert.NotNull(await town.ListAsync());
    }

    private static Task<string?> SkippedAsync(LadderTown town, Guid run) => town.City.ReadAsync(db =>
        db.Set<DelinquencyRunItem>().Where(i => i.RunId == run).Select(i => i.Skipped).SingleAsync());
}
