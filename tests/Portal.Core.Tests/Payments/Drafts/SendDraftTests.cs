using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

public sealed class SendDraftTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task A_draft_is_announced_ten_days_ahead_and_taken_on_the_due_date()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);

        Assert.Equal((DraftState.Promised, WalletCity.Owed), (draft.State, draft.Amount));
        Assert.True(draft.PlannedOn >= _paying.City.Today.AddDays(10));
        _paying.GoTo(draft.PlannedOn.AddDays(-1));
        await _paying.SendAsync();
        Assert.Equal(WalletCity.Owed, await _paying.City.BalanceAsync(account));
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();

        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
        Assert.Equal(
            ["method_kept", "draft_announced", "autopay_started", "payment_received"],
            await _paying.LettersToAsync(user));
    }

    [Fact]
    public async Task Eight_workers_at_once_take_one_draft_once()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _paying.City.AskAsync<SendDraft, int>(async act =>
        {
            await act.RunAsync(draft.Id, default);
            return 0;
        })));

        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Theory]
    [InlineData(30_00, 54_10)]
    [InlineData(84_10, 0)]
    [InlineData(100_00, 0)]
    [InlineData(84_00, 0)]
    public async Task What_was_paid_meanwhile_is_not_taken_again(long paid, long taken)
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        await _paying.City.PayAsync(account, new Usd(paid));
        _paying.GoTo(draft.PlannedOn);

        var next = await _paying.NextAsync(account);
        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal(taken > 0, next!.WillBeTaken);
        Assert.Equal(taken > 0 ? DraftState.Paid : DraftState.Skipped, after.State);
        Assert.Equal(taken, (await _paying.AttemptsOfAsync(draft)).Sum(a => a.Amount.Cents));
        Assert.Equal(taken > 0, !(await _paying.LettersToAsync(user)).Contains("draft_not_taken"));
    }

    [Fact]
    public async Task What_is_billed_after_the_notice_is_not_taken_with_it()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        await _paying.City.BillAsync(account, new Usd(50_00));
        _paying.GoTo(draft.PlannedOn);

        await _paying.SendAsync();

        Assert.Equal(new Usd(50_00), await _paying.City.BalanceAsync(account));
        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Fact]
    public async Task A_cap_takes_no_more_and_leaves_the_rest_due()
    {
        var (account, _, _) = await _paying.OnAutopayAsync(cap: new Usd(50_00));
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);

        await _paying.SendAsync();

        Assert.Equal(new Usd(34_10), await _paying.City.BalanceAsync(account));
        await _paying.AssertTakenOnceAsync(account, new Usd(50_00));
    }

    [Fact]
    public async Task While_somebody_is_at_a_checkout_a_draft_waits_and_what_they_pay_is_not_taken_again()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        var started = City.Done(await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed, user.Id)));

        await _paying.SendAsync();
        Assert.Equal(DraftState.Promised, (await _paying.DraftOfAsync(account)).State);
        _paying.Sandbox.Stripe.PayByCard(_paying.SessionOf(started.AttemptId));
        await _paying.FollowAsync(started.AttemptId);
        _paying.City.Clock.Advance(TimeSpan.FromMinutes(20));
        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.NothingDue), (after.State, after.Why));
        Assert.Equal(1, _paying.Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task A_bank_debit_on_its_way_is_not_taken_again_by_card()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        var started = City.Done(await _paying.StartAsync(PayingCity.Form(account, WalletCity.Owed, user.Id)));
        _paying.Sandbox.Stripe.PayByBank(_paying.SessionOf(started.AttemptId));
        await _paying.FollowAsync(started.AttemptId);
        _paying.GoTo(draft.PlannedOn);

        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.OnItsWayAlready), (after.State, after.Why));
        Assert.Equal(1, _paying.Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task Whose_link_has_ended_is_never_charged_and_their_autopay_ends()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        await _paying.City.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == user.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, _paying.City.Clock.GetUtcNow())));
        _paying.GoTo(draft.PlannedOn);

        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.NotAllowed), (after.State, after.Why));
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Null(await _paying.NextAsync(account));
        Assert.Contains("autopay_ended", await _paying.LettersToAsync(user));
    }

    [Fact]
    public async Task A_declined_card_is_tried_on_three_banking_days_and_then_given_up_without_a_late_charge_for_days()
    {
        var (account, user, _) = await _paying.OnAutopayAsync("4000000000000341");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);

        for (var days = 0; days < 9; days++)
        {
            await _paying.SendAsync();
            _paying.City.Clock.Advance(TimeSpan.FromDays(1));
        }

        var after = await _paying.DraftOfAsync(account);
        var attempts = await _paying.AttemptsOfAsync(draft);
        Assert.Equal((DraftState.Failed, DraftWhy.Declined, 3), (after.State, after.Why, after.Tries));
        Assert.Equal(3, attempts.Select(a => _paying.City.Services.Clock().DayOf(a.CreatedAt)).Distinct().Count());
        Assert.All(attempts, a => Assert.Equal(PaymentAttemptState.Failed, a.State));
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Equal(
            ["draft_tried_again", "draft_tried_again", "draft_failed"],
            (await _paying.LettersToAsync(user)).Where(k => k is "draft_tried_again" or "draft_failed"));
        var last = _paying.City.Services.Clock().DayOf(attempts[^1].CreatedAt);
        Assert.Equal(last.AddDays(FollowDraft.GraceDays), await _paying.City.ReadAsync(db => db.Set<AccountHold>()
            .Where(h => h.CustomerAccountId == account.Id && h.Kind == HoldKind.Autopay).MaxAsync(h => h.EndsOn)));
        Assert.Equal(AutopayState.Active, (await _paying.NextAsync(account))!.Autopay.State);
    }

    [Theory]
    [InlineData("4000000000009961", AutopayWhy.CardRefused)]
    [InlineData("4000002500003155", AutopayWhy.CardNeedsPayer)]
    [InlineData("000111111113", AutopayWhy.BankClosed)]
    [InlineData("000111111116", AutopayWhy.BankClosed)]
    [InlineData("000999000004", AutopayWhy.BankClosed)]
    [InlineData("000333333335", AutopayWhy.BankRevoked)]
    [InlineData("000999000010", AutopayWhy.BankRevoked)]
    [InlineData("000999000016", AutopayWhy.BankFrozen)]
    [InlineData("000999000020", AutopayWhy.BankClosed)]
    [InlineData("000999000029", AutopayWhy.BankRevoked)]
    [InlineData("000999000008", AutopayWhy.StopPayment)]
    public async Task What_the_bank_says_suspends_autopay_at_once(string number, AutopayWhy why)
    {
        var (account, user, _) = await _paying.OnAutopayAsync(number);
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));

        await _paying.SweepAsync();
        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Failed, 1), (after.State, after.Tries));
        var next = (await _paying.NextAsync(account))!;
        Assert.Equal((AutopayState.Suspended, why), (next.Autopay.State, next.Autopay.Why));
        Assert.False(next.WillBeTaken);
        Assert.Contains("autopay_suspended", await _paying.LettersToAsync(user));
        Assert.Equal(WalletCity.Owed, await _paying.City.BalanceAsync(account));
    }

    [Fact]
    public async Task A_debit_without_money_is_tried_once_more_and_the_second_return_of_a_year_suspends()
    {
        var (account, _, _) = await _paying.OnAutopayAsync("000222222227");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        var tries = new List<int>();

        for (var days = 0; days < 16; days++)
        {
            await _paying.SendAsync();
            _paying.City.Clock.Advance(TimeSpan.FromDays(1));
            _paying.Sandbox.Stripe.RunDue();
            await _paying.SweepAsync();
            tries.Add((await _paying.DraftOfAsync(account)).Tries);
        }

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Failed, 2), (after.State, after.Tries));
        Assert.Equal(AutopayWhy.TwoReturns, (await _paying.NextAsync(account))!.Autopay.Why);
        Assert.Equal([1, 2], tries.Distinct());
    }

    [Fact]
    public async Task A_draft_is_not_sent_on_a_day_on_which_banks_are_closed_nor_long_after_its_day()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        var saturday = draft.PlannedOn;
        while (saturday.DayOfWeek != DayOfWeek.Saturday) { saturday = saturday.AddDays(1); }

        _paying.GoTo(saturday);
        await _paying.SendAsync();
        Assert.Equal(DraftState.Promised, (await _paying.DraftOfAsync(account)).State);
        _paying.GoTo(saturday.AddDays(2));
        await _paying.SendAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.TooLate), (after.State, after.Why));
        Assert.Equal("draft_not_taken", (await _paying.LettersToAsync(user))[^1]);
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task A_charge_told_by_webhook_alone_is_settled_and_not_held_as_a_stranger()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        _paying.Sandbox.Stripe.FailNext(Portal.Sandbox.Faults.FaultKind.DropAfter, "POST /v1/payment_intents");
        await _paying.SendAsync();

        await _paying.City.AskAsync<SweepPayments, int>(act => act.RunAsync(default));
        await _paying.ReadEventsAsync();

        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }
}

/// <summary>The city's calendar in tests.</summary>
internal static class CityCalendar
{
    public static BusinessClock Clock(this IServiceProvider services) =>
        (BusinessClock)services.GetService(typeof(BusinessClock))!;
}
