using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class StartPaymentTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private static readonly Usd Owed = new(80_00);

    private City City => paying.City;

    [Fact]
    public async Task Two_tabs_of_one_person_share_one_checkout()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var rosa = await City.ResidentAsync("Rosa", account);

        var first = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed, rosa.Id)));
        var second = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed, rosa.Id)));

        Assert.Equal(first.AttemptId, second.AttemptId);
        Assert.Equal(first.CheckoutUrl, second.CheckoutUrl);
    }

    [Fact]
    public async Task Eight_clicks_at_once_open_one_checkout()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var rosa = await City.ResidentAsync("Rosa", account);

        var started = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => paying.StartAsync(PayingCity.Form(account, Owed, rosa.Id))));

        Assert.Single(started.Select(s => City.Done(s).AttemptId).Distinct());
        Assert.Equal(1, await City.ReadAsync(db =>
            db.PaymentAttemptShares.CountAsync(s => s.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task Another_amount_closes_the_first_checkout_so_that_only_one_can_be_paid()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var first = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));

        var second = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(30_00), seen: Owed)));

        Assert.NotEqual(first.AttemptId, second.AttemptId);
        Assert.Equal(PaymentAttemptState.Canceled, await paying.StateAsync(first.AttemptId));
        Assert.Equal("expired", (string)paying.Sandbox.Stripe.SessionOf(first.AttemptId)!["status"]!);
    }

    [Fact]
    public async Task When_the_first_checkout_was_just_paid_the_second_is_refused_and_the_first_posted()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var first = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(first.AttemptId));

        var second = await paying.StartAsync(PayingCity.Form(account, new Usd(30_00), seen: Owed));

        Assert.Equal("Pay_JustPaid", Assert.IsType<Outcome<StartPayment.Started>.Refused>(second).Refusal.Key);
        await paying.AssertPaidOnceAsync(first.AttemptId, account);
    }

    [Fact]
    public async Task A_balance_that_moved_since_the_form_was_drawn_is_refused_with_the_new_one()
    {
        var account = await City.AccountOwingAsync(80.00m);
        await City.PayAsync(account, new Usd(50_00));

        var outcome = await paying.StartAsync(PayingCity.Form(account, Owed));

        var refusal = Assert.IsType<Outcome<StartPayment.Started>.Refused>(outcome).Refusal;
        Assert.Equal("Pay_BalanceChanged", refusal.Key);
        Assert.Contains("$30.00", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_accounts_are_paid_in_one_checkout_and_posted_together()
    {
        var (home, shop) = (await City.AccountOwingAsync(80.00m), await City.AccountOwingAsync(20.00m));
        var form = new StartPayment.Request(Guid.CreateVersion7(), null,
            [new(home.Id, new(80_00), new(80_00)), new(shop.Id, new(20_00), new(20_00))], "es", "payer@example.com");
        var started = City.Done(await paying.StartAsync(form));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));

        await paying.FollowAsync(started.AttemptId);

        Assert.Equal(Usd.Zero, await City.BalanceAsync(home));
        Assert.Equal(Usd.Zero, await City.BalanceAsync(shop));
        Assert.Equal(1, paying.Sandbox.Stripe.ChargesOf(started.AttemptId));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_form_used_again_for_something_else_is_refused()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var form = PayingCity.Form(account, Owed);
        await paying.StartAsync(form);

        var again = await paying.StartAsync(form with { Shares = [new(account.Id, new(10_00), Owed)] });

        Assert.Equal("Pay_DifferentRequest", Assert.IsType<Outcome<StartPayment.Started>.Refused>(again).Refusal.Key);
    }

    [Fact]
    public async Task An_abandoned_checkout_ends_and_the_account_can_be_paid_again()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var first = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));
        City.Clock.Advance(TimeSpan.FromMinutes(40));
        await paying.SweepAsync();

        var second = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));

        Assert.Equal(PaymentAttemptState.Canceled, await paying.StateAsync(first.AttemptId));
        Assert.NotEqual(first.AttemptId, second.AttemptId);
    }

    [Fact]
    public async Task A_declined_card_leaves_the_checkout_open_for_another()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));
        var session = paying.SessionOf(started.AttemptId);
        paying.Sandbox.Stripe.PayByCard(session, "4000000000000002");
        Assert.Equal(PaymentAttemptState.AwaitingPayer, await paying.FollowAsync(started.AttemptId));

        paying.Sandbox.Stripe.PayByCard(session);
        await paying.FollowAsync(started.AttemptId);

        await paying.AssertPaidOnceAsync(started.AttemptId, account);
    }

    [Fact]
    public async Task Less_than_the_processor_takes_is_refused_before_it_is_asked()
    {
        var account = await City.AccountOwingAsync(0.37m);

        var outcome = await paying.StartAsync(PayingCity.Form(account, new Usd(37)));

        Assert.Equal("Pay_AmountOutOfRange", Assert.IsType<Outcome<StartPayment.Started>.Refused>(outcome).Refusal.Key);
    }

    [Fact]
    public async Task A_guest_is_mailed_nothing_about_whose_account_it_is()
    {
        var account = await City.AccountOwingAsync(80.00m, "Rosa Delgado");
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(10_00), seen: Owed)));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));

        await paying.FollowAsync(started.AttemptId);

        var mail = await City.ReadAsync(db =>
            db.OutboxMails.SingleAsync(m => m.DedupeKey == $"payment_received:{started.AttemptId}"));
        Assert.Contains("$10.00", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Alder St", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$70.00", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Delgado", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bank_that_says_no_takes_nothing_and_tells_the_payer()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));
        paying.Sandbox.Stripe.PayByBank(paying.SessionOf(started.AttemptId), "000222222227");
        await paying.FollowAsync(started.AttemptId);
        paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));

        await paying.SweepAsync();

        Assert.Equal(PaymentAttemptState.Failed, await paying.StateAsync(started.AttemptId));
        Assert.Equal(Owed, await City.BalanceAsync(account));
        Assert.True(await City.ReadAsync(db =>
            db.OutboxMails.AnyAsync(m => m.DedupeKey == $"payment_not_taken:{started.AttemptId}")));
    }
}
