using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Tests.Payments.Unidentified;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>What is disputed is taken back while the money is, and comes back when the city wins.</summary>
public sealed class DisputeTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_card_dispute_takes_the_payment_back_and_winning_posts_it_anew(bool won)
    {
        var (account, intent) = await PaidAsync();

        var dispute = paying.Sandbox.Stripe.OpenDispute(intent);
        await paying.SweepAsync();
        Assert.Equal(new Usd(40_00), await City.BalanceAsync(account));
        Assert.Null((await City.ReturnedAsync(account)).Single().FeeAdjustmentId);

        paying.Sandbox.Stripe.CloseDispute(dispute, won);
        await paying.SweepAsync();

        Assert.Equal(won ? Usd.Zero : new Usd(40_00), await City.BalanceAsync(account));
        Assert.Equal(won ? DisputeState.Won : DisputeState.Lost, await StateAsync(dispute));
        Assert.Equal(won ? 1 : 0, await City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.CustomerAccountId == account.Id && t.DedupeKey.StartsWith("post:payment_restored:"))
            ) + await City.ReadAsync(db => db.OutboxMails.CountAsync(
            m => m.CustomerAccountId == account.Id && m.Kind == "payment_restored")));
        Assert.Null(await City.RestrictionAsync(account));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Told_eight_times_at_once_and_out_of_order_it_ends_alike()
    {
        var (account, intent) = await PaidAsync();
        var dispute = paying.Sandbox.Stripe.OpenDispute(intent);
        await FollowEightTimesAsync(dispute);
        Assert.Equal(new Usd(40_00), await City.BalanceAsync(account));
        paying.Sandbox.Stripe.CloseDispute(dispute, won: true);

        await FollowEightTimesAsync(dispute);

        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Equal(2, await City.ReadAsync(db => db.Payments.CountAsync(p => p.CustomerAccountId == account.Id)));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Won_before_we_heard_of_it_nothing_is_taken_back()
    {
        var (account, intent) = await PaidAsync();
        var dispute = paying.Sandbox.Stripe.OpenDispute(intent);
        paying.Sandbox.Stripe.CloseDispute(dispute, won: true);

        await paying.SweepAsync();

        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Empty(await City.ReturnedAsync(account));
    }

    [Fact]
    public async Task A_bank_that_only_asks_takes_nothing()
    {
        var (account, intent) = await PaidAsync();

        var dispute = paying.Sandbox.Stripe.OpenDispute(intent, "general", asksOnly: true);
        await paying.SweepAsync();

        Assert.Equal((Usd.Zero, DisputeState.Asked), (await City.BalanceAsync(account), await StateAsync(dispute)));
        Assert.Equal(1, await City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey == $"dispute:{dispute}")));
    }

    [Fact]
    public async Task A_bank_debit_that_comes_back_is_returned_by_its_code_and_the_next_checkout_takes_cards_only()
    {
        var (account, intent) = await PaidAsync("000123456789");

        Assert.Matches("^[0-9]{15}$", await City.ReadAsync(db => db.Payments
            .Where(p => p.CustomerAccountId == account.Id).Select(p => p.BankTrace).SingleAsync()));
        paying.Sandbox.Stripe.OpenDispute(intent, "insufficient_funds");
        await paying.SweepAsync();

        Assert.Equal("R01", (await City.ReturnedAsync(account)).Single().ReasonCode);
        Assert.Equal(new Usd(65_00), await City.BalanceAsync(account));
        var form = PayingCity.Form(account, new Usd(65_00));
        City.Done(await paying.StartAsync(form));
        Assert.Equal(["card"], paying.Sandbox.Stripe.SessionOf(form.OperationId)!["payment_method_types"]!.AsArray()
            .Select(t => (string)t!));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_debit_that_fails_after_it_was_paid_is_returned_once_by_its_code()
    {
        var (account, intent) = await PaidAsync("000123456789");
        var attempt = await City.ReadAsync(db => db.PaymentAttempts.AsNoTracking()
            .SingleAsync(a => a.ProcessorPaymentId == intent));

        await FailAsync(attempt.Id, "R02");

        Assert.Equal("R02", (await City.ReturnedAsync(account)).Single().ReasonCode);
        Assert.Equal(new Usd(65_00), await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Money_that_was_in_suspense_is_taken_back_where_it_was_put_and_else_parked(bool isPut)
    {
        var account = await City.AccountOwingAsync(40.00m);
        var form = PayingCity.Form(account, new Usd(40_00));
        City.Done(await paying.StartAsync(form));
        await City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == form.OperationId)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, PaymentAttemptState.Canceled)));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(form.OperationId));
        await paying.SweepAsync();
        var item = await City.ReadAsync(db => db.SuspenseItems.SingleAsync(s => s.AttemptId == form.OperationId));
        if (isPut) { City.Done(await City.PutAsync(await City.PutOfAsync(item, account))); }

        var dispute = paying.Sandbox.Stripe.OpenDispute(item.ProcessorPaymentId!);
        var (state, outcome) = await City.AskAsync<FollowDispute, (WebhookEventState State, string Outcome)>(
            act => act.RunAsync(dispute, default));

        Assert.Equal(isPut ? WebhookEventState.Done : WebhookEventState.Parked, state);
        Assert.Equal(!isPut, outcome.Contains("nothing was booked", StringComparison.Ordinal));
        Assert.Equal(isPut ? 1 : 0, (await City.ReturnedAsync(account)).Count);
        Assert.Equal(new Usd(40_00), await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_debit_put_on_an_account_out_of_suspense_that_fails_is_taken_back_there(bool isPut)
    {
        var account = await City.AccountOwingAsync(40.00m);
        var form = PayingCity.Form(account, new Usd(40_00));
        City.Done(await paying.StartAsync(form));
        await City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == form.OperationId)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, PaymentAttemptState.Canceled)));
        paying.Sandbox.Stripe.PayByBank(paying.SessionOf(form.OperationId));
        paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        await paying.SweepAsync();
        var item = await City.ReadAsync(db => db.SuspenseItems.SingleAsync(s => s.AttemptId == form.OperationId));
        if (isPut) { City.Done(await City.PutAsync(await City.PutOfAsync(item, account))); }

        await FailAsync(form.OperationId, "R01");

        Assert.Equal(isPut ? 1 : 0, (await City.ReturnedAsync(account)).Count);
        Assert.Equal(new Usd(isPut ? 65_00 : 40_00), await City.BalanceAsync(account));
        Assert.Equal(isPut ? 0 : 1, await City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey == $"debit_failed:{item.ProcessorPaymentId}")));
        // Ended once, whoever would put it on an account by then.
        Assert.Equal(isPut ? SuspenseEnd.Posted : SuspenseEnd.Failed, await City.ReadAsync(db => db
            .Set<SuspenseResolution>().Where(r => r.ItemId == item.Id).Select(r => r.Kind).SingleAsync()));
        if (!isPut)
        {
            var late = await City.PutAsync(await City.PutOfAsync(item, account));
            Assert.Equal("Suspense_Ended", Assert.IsType<Outcome<Posted>.Refused>(late).Refusal.Key);
            Assert.Equal("ck_suspense_resolution_failed", await City.Database.RuleThatRefusesAsync(
                """
                insert into suspense_resolution select (jsonb_populate_record(r, '{"resolved_by": "staff:1"}')).*
                from suspense_resolution r where r.kind = 'failed' limit 1
                """,
                triggers: false));
        }

        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task What_cannot_be_booked_is_a_task_and_throws_nothing()
    {
        var (account, intent) = await PaidAsync("000123456789");
        var payment = await City.ReadAsync(db => db.Payments.SingleAsync(p => p.ProcessorPaymentId == intent));
        City.Clock.Advance(TimeSpan.FromDays(-3));

        await FailAsync(payment.AttemptId!.Value, "R02");

        City.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(await City.ReturnedAsync(account));
        Assert.Contains("nothing was booked: ", await City.ReadAsync(db => db.OfficeTasks
            .Where(t => t.DedupeKey == $"debit_failed:{intent}").Select(t => t.Detail).SingleAsync()));
    }

    /// <summary>The processor tells, four times at once, that a debit failed which it had said was paid.</summary>
    private async Task FailAsync(Guid attemptId, string code)
    {
        var session = await City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == attemptId)
            .Select(a => a.SessionId).SingleAsync());
        var answer = await City.AskAsync<ICardGateway, GatewayAnswer<CheckoutSession>>(
            gateway => gateway.FindCheckoutAsync(session!, default));
        var paid = ((GatewayAnswer<CheckoutSession>.Accepted)answer).Value;
        var failed = paid with
        {
            Payment = paid.Payment! with { State = GatewayPaymentState.RequiresPaymentMethod, ReturnCode = code },
        };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => City.AskAsync<SettleAttempt, int>(async act =>
        {
            await act.RunAsync(failed, default);
            return 0;
        })));
    }

    private async Task<(CustomerAccount Account, string Intent)> PaidAsync(string? bank = null)
    {
        var account = await City.AccountOwingAsync(40.00m);
        var form = PayingCity.Form(account, new Usd(40_00));
        City.Done(await paying.StartAsync(form));
        if (bank is null)
        {
            paying.Sandbox.Stripe.PayByCard(paying.SessionOf(form.OperationId));
        }
        else
        {
            paying.Sandbox.Stripe.PayByBank(paying.SessionOf(form.OperationId), bank);
            paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        }

        await paying.FollowAsync(form.OperationId);
        var intent = await City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == form.OperationId)
            .Select(a => a.ProcessorPaymentId).SingleAsync());
        return (account, intent!);
    }

    private Task<(WebhookEventState State, string Outcome)[]> FollowEightTimesAsync(string dispute) => Task.WhenAll(
        Enumerable.Range(0, 8).Select(_ => City.AskAsync<FollowDispute, (WebhookEventState State, string Outcome)>(
            act => act.RunAsync(dispute, default))));

    private Task<DisputeState> StateAsync(string dispute) =>
        City.ReadAsync(db => db.Set<ProcessorDispute>().Where(d => d.Id == dispute).Select(d => d.State).SingleAsync());
}
