using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Sandbox.Faults;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>Anybody may pay an account, and nobody can hold off what another promised, or spoil it.</summary>
public sealed class StrangersAndDraftsTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task A_strangers_open_checkout_is_closed_and_the_draft_taken()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        var started = City.Done(await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed)));

        await _paying.SendAsync();

        Assert.Equal(PaymentAttemptState.Canceled, await _paying.StateAsync(started.AttemptId));
        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Fact]
    public async Task A_strangers_checkout_that_was_just_paid_is_posted_and_nothing_taken()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        var started = City.Done(await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed)));
        _paying.Sandbox.Stripe.PayByCard(_paying.SessionOf(started.AttemptId));

        await _paying.SendAsync();

        await _paying.AssertPaidOnceAsync(started.AttemptId, account);
        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.NothingDue), (after.State, after.Why));
        Assert.Equal(1, _paying.Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task A_checkout_that_cannot_be_closed_now_puts_the_draft_off_and_not_away()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        var started = City.Done(await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed)));
        _paying.Sandbox.Stripe.FailNext(FaultKind.DropBefore, times: 100);

        await _paying.SendAsync();
        var waiting = await _paying.DraftOfAsync(account);
        _paying.Sandbox.Stripe.Faults.Clear();
        _paying.City.Clock.Advance(TimeSpan.FromMinutes(20));
        await _paying.SendAsync();

        Assert.Equal((DraftState.Promised, 0), (waiting.State, waiting.Tries));
        Assert.NotEqual(PaymentAttemptState.AwaitingPayer, await _paying.StateAsync(started.AttemptId));
        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Fact]
    public async Task Eight_workers_and_a_stranger_at_the_checkout_take_it_once()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _paying.City.AskAsync<SendDraft, int>(async act =>
        {
            await act.RunAsync(draft.Id, default);
            return 0;
        })));
        _paying.City.Clock.Advance(TimeSpan.FromMinutes(20));
        await _paying.SendAsync();

        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Fact]
    public async Task What_came_back_for_one_guest_does_not_count_against_another()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var first = await ScheduleAsync(account, new(2026, 12, 4), "000222222227");
        await RunToAsync(new(2026, 12, 30));
        var second = await ScheduleAsync(account, new(2027, 1, 5), "000222222227");
        await RunToAsync(new(2027, 1, 30));

        Assert.Equal(2, await TriesAsync(first));
        Assert.Equal(2, await TriesAsync(second));
    }

    private async Task<Guid> ScheduleAsync(CustomerAccount account, DateOnly day, string number)
    {
        var started = City.Done(await _paying.City.AskAsync<StartGuestSchedule, Outcome<StartSavingMethod.Started>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), account.Id, new Usd(20_00), day, "neighbor@example.com", true, "en", null),
                default)));
        _paying.FillIn(started.SetupId, number);
        await _paying.FollowSetupAsync(started.SetupId);
        return started.SetupId;
    }

    private async Task RunToAsync(DateOnly day)
    {
        while (_paying.City.Today < day)
        {
            await _paying.SendAsync();
            _paying.City.Clock.Advance(TimeSpan.FromDays(1));
            _paying.Sandbox.Stripe.RunDue();
            await _paying.SweepAsync();
        }
    }

    private Task<int> TriesAsync(Guid draft) => _paying.City.ReadAsync(db =>
        db.Drafts.Where(d => d.Id == draft).Select(d => d.Tries).SingleAsync());
}
