using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
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

    [Theory]
    [InlineData("R10", AutopayWhy.BankRevoked)]
    [InlineData("R02", AutopayWhy.BankClosed)]
    [InlineData("R01", null)]
    [InlineData(null, AutopayWhy.CameBack)]
    public async Task What_the_bank_says_of_a_draft_that_comes_back_after_it_was_paid_decides(
        string? code, AutopayWhy? why)
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
            new(payment.Id, "Returned", Core.Staff.Actor.System)
            {
                Cause = ReversalCause.ReturnedItem,
                ReturnCode = code,
            },
            default)));

        var next = (await _paying.NextAsync(account))!;
        Assert.Equal(why, next.Autopay.Why);
        Assert.Equal(why is not null, (await _paying.LettersToAsync(user)).Contains("autopay_suspended"));
        Assert.Equal(code, Assert.Single(await _paying.AttemptsOfAsync(draft)).ReturnCode);
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

        Assert.Equal(AutopayWhy.Disputed, (await _paying.NextAsync(account))!.Autopay.Why);
        Assert.Equal(1, await _paying.City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey == "webhook:evt_dispute")));
    }

    [Fact]
    public async Task What_a_bank_says_of_one_account_stops_all_that_is_paid_with_the_method()
    {
        var (first, user, method) = await _paying.OnAutopayAsync("000111111113");
        var (second, _) = await AnotherAsync(user, method);
        var third = await LinkedAsync(user);
        var draft = await _paying.DraftOfAsync(first);
        City.Done(await _paying.City.AskAsync<SchedulePayment, Outcome<Draft>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, third.Id, method.Id, new(20_00), draft.PlannedOn.AddDays(14), true,
                "en", null), default)));
        _paying.GoTo(draft.PlannedOn);
        await _paying.City.AskAsync<SendDraft, int>(async act =>
        {
            await act.RunAsync(draft.Id, default);
            return 0;
        });
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));

        await _paying.SweepAsync();

        Assert.Equal(AutopayWhy.BankClosed, (await _paying.NextAsync(first))!.Autopay.Why);
        Assert.Equal(AutopayWhy.BankClosed, (await _paying.NextAsync(second))!.Autopay.Why);
        var scheduled = await _paying.DraftOfAsync(third);
        Assert.Equal((DraftState.Canceled, DraftWhy.MethodStopped), (scheduled.State, scheduled.Why));
        var letters = await _paying.LettersToAsync(user);
        Assert.Equal(2, letters.Count(k => k == "autopay_suspended"));
        Assert.Contains("draft_not_taken", letters);
    }

    [Fact]
    public async Task Two_accounts_of_one_method_that_fail_at_once_do_not_wait_for_each_other()
    {
        var (first, user, method) = await _paying.OnAutopayAsync("4000000000009961");
        var (second, _) = await AnotherAsync(user, method);
        Draft[] drafts = [await _paying.DraftOfAsync(first), await _paying.DraftOfAsync(second)];
        _paying.GoTo(drafts.Max(d => d.PlannedOn));

        await Task.WhenAll(drafts.Select(d => _paying.City.AskAsync<SendDraft, int>(async act =>
        {
            await act.RunAsync(d.Id, default);
            return 0;
        })));

        Assert.Equal(2, await _paying.City.ReadAsync(db => db.AutopayEnrollments.CountAsync(
            e => e.MethodId == method.Id && e.Why == AutopayWhy.CardRefused)));
    }

    [Fact]
    public async Task A_card_that_its_bank_renews_lets_autopay_go_on()
    {
        var (account, user, method) = await _paying.OnAutopayAsync("4000000000009961");
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        await _paying.SendAsync();
        Assert.Equal(AutopayWhy.CardRefused, (await _paying.NextAsync(account))!.Autopay.Why);

        _paying.Sandbox.Stripe.RenewCard(method.ProcessorMethodId, "1881", 1, 2031);
        await _paying.SweepAsync();

        Assert.Equal(AutopayState.Active, (await _paying.NextAsync(account))!.Autopay.State);
        Assert.Contains(
            "Autopay and scheduled payments that use it go on", await TextOfAsync(user, "method_updated"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_revocation_the_letters_say_that_only_a_new_agreement_helps()
    {
        var (account, user, method) = await _paying.OnAutopayAsync("000333333335");
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        await _paying.SendAsync();
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));
        await _paying.SweepAsync();

        await _paying.SaveAsync(user, replaces: method.Id);

        Assert.Equal(AutopayWhy.BankRevoked, (await _paying.NextAsync(account))!.Autopay.Why);
        Assert.Contains("only when you turn it on anew", await TextOfAsync(user, "autopay_suspended"),
            StringComparison.Ordinal);
        var replaced = await TextOfAsync(user, "method_replaced");
        Assert.Contains("is on hold and stays so", replaced, StringComparison.Ordinal);
        Assert.DoesNotContain("that use it go on", replaced, StringComparison.Ordinal);
    }

    private async Task<(CustomerAccount Account, Draft Draft)> AnotherAsync(PortalUser user, SavedMethod method)
    {
        var account = await LinkedAsync(user);
        City.Done(await _paying.EnrollAsync(WalletCity.Enrollment(account, method)));
        return (account, await _paying.DraftOfAsync(account));
    }

    private async Task<CustomerAccount> LinkedAsync(PortalUser user)
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        await _paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into account_link (id, user_id, customer_account_id, linked_at, level)
            values (gen_random_uuid(), {user.Id}, {account.Id}, now(), 'pay')
            """));
        return account;
    }

    private Task<string> TextOfAsync(PortalUser user, string kind) => _paying.City.ReadAsync(db =>
        db.OutboxMails.Where(m => m.UserId == user.Id && m.Kind == kind).Select(m => m.Text).SingleAsync());
}
