using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>What keeps a draft from being taken early, and autopay from going on after money came back.</summary>
public sealed class StoppedDraftTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task What_a_later_draft_was_announced_with_is_not_taken_before_its_day()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var first = await _paying.DraftOfAsync(account);
        _paying.GoTo(first.PlannedOn.AddDays(-2));
        await _paying.City.BillAsync(account, new Usd(50_00));
        await _paying.PromiseAsync();
        await _paying.City.PayAsync(account, WalletCity.Owed);
        var next = await _paying.NextAsync(account);
        _paying.GoTo(first.PlannedOn);

        await _paying.SendAsync();

        Assert.Equal((false, DraftWhy.NothingDue), (next!.WillBeTaken, next.Why!.Value));
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Equal(new Usd(50_00), await _paying.City.BalanceAsync(account));
        Assert.Equal((DraftState.Promised, new Usd(50_00)), ((await _paying.DraftOfAsync(account)).State,
            (await _paying.NextAsync(account))!.Amount));
    }

    [Fact]
    public async Task A_draft_that_comes_back_after_it_was_paid_stops_autopay()
    {
        var (account, user, _) = await _paying.OnAutopayAsync("000123456789");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));
        await _paying.SweepAsync();
        var payment = await _paying.City.ReadAsync(db =>
            db.Payments.SingleAsync(p => p.CustomerAccountId == account.Id));

        City.Done(await _paying.City.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
            new(payment.Id, "R10", Core.Staff.Actor.System) { Cause = ReversalCause.ReturnedItem }, default)));

        var next = (await _paying.NextAsync(account))!;
        Assert.Equal((AutopayState.Suspended, AutopayWhy.BankRevoked), (next.Autopay.State, next.Autopay.Why));
        Assert.Contains("autopay_suspended", await _paying.LettersToAsync(user));
    }

    [Fact]
    public async Task A_dispute_of_a_draft_stops_autopay_and_is_put_before_the_office()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();
        var attempt = Assert.Single(await _paying.AttemptsOfAsync(draft));
        var about = $$"""{"id":"dp_1","object":"dispute","payment_intent":"{{attempt.ProcessorPaymentId}}"}""";
        var raw = "{\"id\":\"evt_dispute\",\"object\":\"event\",\"type\":\"charge.dispute.created\",\"created\":1,"
            + "\"data\":{\"object\":" + about + "}}";
        await _paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into webhook_event (id, type, object_id, created_at, received_at, is_live, raw, state, next_at)
            values ('evt_dispute', 'charge.dispute.created', 'dp_1', now(), now(), false,
              {System.Text.Encoding.UTF8.GetBytes(raw)}, 'waiting', {_paying.City.Clock.GetUtcNow()})
            """));

        await _paying.ReadEventsAsync();

        Assert.Equal(AutopayState.Suspended, (await _paying.NextAsync(account))!.Autopay.State);
        Assert.Equal(1, await _paying.City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey == "webhook:evt_dispute")));
    }
}
