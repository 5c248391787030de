using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Wallet;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>What is said of a draft is true: before its day, on it and after it.</summary>
public sealed class ToldDraftTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Theory]
    [InlineData("refused", 0)]
    [InlineData("expired", 0)]
    [InlineData("sent", 12)]
    [InlineData(null, 0)]
    public async Task What_was_not_announced_ten_days_before_is_not_taken(string? state, int daysLate)
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        await WaitAgainAsync();
        Assert.True((await _paying.NextAsync(account))!.WillBeTaken);
        _paying.GoTo(_paying.City.Today.AddDays(daysLate));
        if (state is not null) { await _paying.NoticesAsync(state); }

        var said = state is null ? null : await _paying.NextAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();

        Assert.True(state is null || said!.Why == DraftWhy.NotTold);
        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.NotTold), (after.State, after.Why));
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Contains("draft_not_taken", await _paying.LettersToAsync(user));
    }

    [Fact]
    public async Task What_is_with_the_bank_is_told_by_what_is_taken_and_not_by_what_was_announced()
    {
        var (account, _, _) = await _paying.OnAutopayAsync("000123456789");
        var draft = await _paying.DraftOfAsync(account);
        await _paying.City.PayAsync(account, new Usd(30_00));
        _paying.GoTo(draft.PlannedOn);

        await _paying.SendAsync();

        var next = (await _paying.NextAsync(account))!;
        Assert.Equal((true, new Usd(54_10)), (next.IsBeingTaken, next.Amount));
        Assert.Equal(GatewayTender.BankDebit, next.SentWith);
    }

    [Fact]
    public async Task What_failed_is_spoken_of_while_its_bill_is_owed()
    {
        var (account, _, _) = await _paying.OnAutopayAsync("4000000000000341");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        for (var days = 0; days < 9; days++)
        {
            await _paying.SendAsync();
            _paying.City.Clock.Advance(TimeSpan.FromDays(1));
        }

        var owed = (await _paying.NextAsync(account))!;
        await _paying.City.PayAsync(account, WalletCity.Owed);
        var paid = (await _paying.NextAsync(account))!;

        Assert.Equal((true, DraftWhy.Declined, WalletCity.Owed, (DateOnly?)draft.PlannedOn),
            (owed.IsOver, owed.Why!.Value, owed.Amount, owed.On));
        Assert.Null(paid.On);
    }

    [Fact]
    public async Task Scheduled_payments_that_come_before_are_reckoned_with_and_named()
    {
        var (account, user, method) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        await ScheduleAsync(account, method, new(50_00), draft.PlannedOn.AddDays(-3));

        var next = (await _paying.NextAsync(account))!;
        await ScheduleAsync(account, method, new(50_00), draft.PlannedOn.AddDays(-4));
        var none = (await _paying.NextAsync(account))!;
        for (var day = _paying.City.Today; day <= draft.PlannedOn; day = day.AddDays(1))
        {
            _paying.GoTo(day);
            await _paying.SendAsync();
        }

        Assert.Equal(
            (new Usd(34_10), (Usd?)WalletCity.Owed, new Usd(50_00)), (next.Amount, next.Announced, next.Earlier));
        Assert.Equal((false, DraftWhy.PaidEarlier), (none.WillBeTaken, none.Why!.Value));
        Assert.Equal(Usd.Zero, await _paying.City.BalanceAsync(account));
        Assert.Equal(2, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Contains("draft_not_taken", await _paying.LettersToAsync(user));
    }

    [Fact]
    public async Task A_card_that_expires_before_the_day_is_announced_so_and_taken_when_it_is_replaced()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var user = await _paying.City.ResidentAsync("Rosa", account);
        var method = await _paying.SaveAsync(user);
        await _paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update saved_method set expires_on = {_paying.City.Today.AddDays(2)} where id = {method.Id}"));
        City.Done(await _paying.EnrollAsync(WalletCity.Enrollment(account, method)));
        var draft = await _paying.DraftOfAsync(account);

        Assert.Equal(DraftWhy.MethodExpired, (await _paying.NextAsync(account))!.Why);
        var text = await _paying.City.ReadAsync(db => db.OutboxMails
            .Where(m => m.UserId == user.Id && m.Kind == "draft_announced").Select(m => m.Text).SingleAsync());
        Assert.Contains("Replace the card before that day", text, StringComparison.Ordinal);
        Assert.DoesNotContain("We will take", text, StringComparison.Ordinal);
        await _paying.SaveAsync(user, "5555555555554444", replaces: method.Id);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();

        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Fact]
    public async Task What_would_not_be_tried_again_is_not_told_to_be()
    {
        var (account, user, _) = await _paying.OnAutopayAsync("000222222227");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();
        City.Done(await _paying.City.AskAsync<LeaveAutopay, Outcome<AutopayEnrollment>>(act => act.RunAsync(
            new(account.Id, user.Id, AutopayWhy.ByPayer, Actor.Resident(user.Id)), default)));
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));

        await _paying.SweepAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Failed, DraftWhy.Declined, 1), (after.State, after.Why, after.Tries));
        var letters = await _paying.LettersToAsync(user);
        Assert.DoesNotContain("draft_tried_again", letters);
        Assert.Contains("draft_failed", letters);
    }

    [Fact]
    public async Task The_days_without_late_charges_reach_as_far_as_the_letter_says()
    {
        var (account, _, _) = await _paying.OnAutopayAsync("000111111113");
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);
        await _paying.SendAsync();
        // The bank's answer comes long after the day on which it was expected.
        _paying.City.Clock.Advance(TimeSpan.FromDays(9));
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(9));

        await _paying.SweepAsync();

        Assert.Equal(DraftState.Failed, (await _paying.DraftOfAsync(account)).State);
        var promised = _paying.City.Today.AddDays(FollowDraft.GraceDays);
        Assert.True(promised <= await _paying.City.ReadAsync(db => db.Set<AccountHold>()
            .Where(h => h.CustomerAccountId == account.Id && h.Kind == HoldKind.Autopay).MaxAsync(h => h.EndsOn)));
    }

    [Fact]
    public async Task A_bill_that_was_left_out_is_not_promised_again_where_the_terms_are_changed()
    {
        var (account, user, method) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        var terms = WalletCity.Enrollment(account, method, AutopayRule.DaysBefore, 3).Terms;
        var announced = await OpenAsync(account, terms, method);
        City.Done(await _paying.City.AskAsync<CancelDraft, Outcome<Draft>>(
            act => act.RunAsync(new DraftPayer(user.Id, null), draft.Id, default)));

        var open = (await OpenAsync(account, terms, method))!;

        Assert.Null(announced);
        Assert.Equal((WalletCity.Owed, (DateOnly?)null, DraftWhy.Declined), (open.Due, open.TakenOn, open.Why!.Value));
    }

    private Task<OpenAtAgreeing?> OpenAsync(CustomerAccount account, AutopayTerms terms, SavedMethod method) =>
        _paying.City.ReadAsync(db =>
            OpenAtAgreeing.OfAsync(db, account.Id, terms, method, _paying.City.Today, default));

    private async Task ScheduleAsync(CustomerAccount account, SavedMethod method, Usd amount, DateOnly on) =>
        City.Done(await _paying.City.AskAsync<SchedulePayment, Outcome<Draft>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), method.UserId!.Value, account.Id, method.Id, amount, on, true, "en", null),
            default)));

    /// <summary>The announcement has not left yet.</summary>
    private Task<int> WaitAgainAsync() => _paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
        update outbox_mail set state = 'waiting', sent_at = null, next_at = created_at where kind = 'draft_announced'
        """));
}
