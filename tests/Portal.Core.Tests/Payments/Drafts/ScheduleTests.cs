using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

public sealed partial class ScheduleTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 12, 4);
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task A_scheduled_payment_is_taken_on_its_day_and_lowered_to_what_is_due()
    {
        var (account, form) = await FormAsync();
        City.Done(await ScheduleAsync(form));
        await _paying.City.PayAsync(account, new Usd(30_00));
        _paying.GoTo(Day);

        await _paying.SendAsync();

        await AssertTakenAsync(account, new Usd(54_10));
    }

    [Fact]
    public async Task Eight_posts_of_one_form_schedule_once()
    {
        var (account, form) = await FormAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ScheduleAsync(form)));

        Assert.Single(all.Select(o => City.Done(o).Id).Distinct());
        Assert.Equal(1, await _paying.City.ReadAsync(db =>
            db.Drafts.CountAsync(d => d.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task Beside_autopay_the_same_bill_is_taken_once()
    {
        var (account, user, method) = await _paying.OnAutopayAsync();
        var autopay = await _paying.DraftOfAsync(account);
        City.Done(await ScheduleAsync(new(
            Guid.CreateVersion7(), user.Id, account.Id, method.Id, WalletCity.Owed, Day, true, "en", null)));
        _paying.GoTo(Day);
        await _paying.SendAsync();
        _paying.GoTo(autopay.PlannedOn);
        await _paying.SendAsync();

        Assert.Equal(1, _paying.Sandbox.Stripe.ChargeCount);
        Assert.Equal(Usd.Zero, await _paying.City.BalanceAsync(account));
    }

    [Theory]
    [InlineData("2026-11-16", "Schedule_DayPast")]
    [InlineData("2026-11-26", "Schedule_DayClosed")]
    [InlineData("2026-12-05", "Schedule_DayClosed")]
    [InlineData("2027-03-01", "Schedule_DayFar")]
    public async Task A_day_that_cannot_be_is_refused(string day, string refusal)
    {
        var (_, form) = await FormAsync();

        var outcome = await ScheduleAsync(
            form with { On = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture) });

        Assert.Equal(refusal, Assert.IsType<Outcome<Draft>.Refused>(outcome).Refusal.Key);
    }

    [Fact]
    public async Task It_is_changed_and_canceled_until_it_is_sent_and_by_nobody_else()
    {
        var (account, form) = await FormAsync();
        var draft = City.Done(await ScheduleAsync(form));
        var payer = new DraftPayer(form.UserId, null);
        var stranger = new DraftPayer((await _paying.City.ResidentAsync("Max", account)).Id, null);

        Assert.Equal("Schedule_NotFound",
            Key(await ChangeAsync(new(stranger, draft.Id, new(10_00), Day, null, true, "en", null))));
        Assert.Equal("Schedule_NotFound", Key(await CancelAsync(stranger, draft.Id)));
        Assert.Equal("Schedule_NotAgreed",
            Key(await ChangeAsync(new(payer, draft.Id, new(500_00), Day, null, false, "en", null))));
        Assert.Equal("Schedule_NotFound", Key(await CancelAsync(new(null, null), draft.Id)));
        var changed = City.Done(
            await ChangeAsync(new(payer, draft.Id, new(10_00), Day.AddDays(3), null, true, "en", null)));
        Assert.Equal((new Usd(10_00), Day.AddDays(3)), (changed.Amount, changed.PlannedOn));
        Assert.NotEqual(draft.ConsentId, changed.ConsentId);
        _paying.GoTo(Day);
        await _paying.SendAsync();
        Assert.Equal(DraftState.Promised, (await _paying.DraftOfAsync(account)).State);
        _paying.GoTo(Day.AddDays(3));
        await _paying.SendAsync();

        Assert.Equal("Schedule_TooLateToChange",
            Key(await ChangeAsync(new(payer, draft.Id, new(9_00), Day, null, true, "en", null))));
        Assert.Equal("Schedule_TooLateToCancel", Key(await CancelAsync(payer, draft.Id)));
        await AssertTakenAsync(account, new Usd(10_00));
    }

    [Fact]
    public async Task A_change_keeps_the_words_that_were_shown_in_the_language_they_were_read_in()
    {
        var (_, form) = await FormAsync();
        var draft = City.Done(await ScheduleAsync(form));

        var changed = City.Done(await ChangeAsync(
            new(new(form.UserId, null), draft.Id, new(10_00), Day, null, true, "es", null)));

        var consent = await _paying.City.ReadAsync(db =>
            db.Set<Portal.Core.People.Consents.Consent>().SingleAsync(c => c.Id == changed.ConsentId));
        Assert.Equal(
            ("es", ChangeScheduled.Version, ChangeScheduled.ConsentWords(new("es-US"))),
            (consent.Language, consent.Version, consent.Words));
        Assert.StartsWith("Autorizo el pago con este cambio", consent.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guests_card_that_expires_before_the_day_schedules_nothing_and_says_so()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var started = City.Done(await GuestAsync(Guest(account)));
        await _paying.City.ReadAsync(db => db.Drafts.Where(d => d.CustomerAccountId == account.Id)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.PlannedOn, new DateOnly(2041, 1, 3))));
        _paying.FillIn(started.SetupId, WalletCity.GoodCard);
        await _paying.FollowSetupAsync(started.SetupId);

        var draft = await _paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.MethodExpired), (draft.State, draft.Why));
        var mail = await _paying.City.ReadAsync(db =>
            db.OutboxMails.SingleAsync(m => m.CustomerAccountId == account.Id));
        Assert.Equal("draft_not_taken", mail.Kind);
        Assert.Contains("The card expires", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_is_told_once_when_the_card_will_have_expired_on_the_day()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var started = City.Done(await GuestAsync(Guest(account)));
        _paying.FillIn(started.SetupId, WalletCity.GoodCard);
        await _paying.FollowSetupAsync(started.SetupId);
        await _paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update saved_method set expires_on = {Day.AddDays(-1)} where id = {started.SetupId}"));

        await _paying.City.AskAsync<TellExpiries, int>(act => act.RunAsync(default));
        await _paying.City.AskAsync<TellExpiries, int>(act => act.RunAsync(default));

        var mail = await _paying.City.ReadAsync(db => db.OutboxMails.SingleAsync(
            m => m.DedupeKey == $"payment_scheduled:{started.SetupId}:20261203"));
        Assert.Contains("Replace the card before that day", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_schedules_gets_a_link_and_cancels_with_it()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var form = Guest(account);
        var started = City.Done(await GuestAsync(form));
        Assert.Equal(DraftState.AwaitingMethod, (await _paying.DraftOfAsync(account)).State);
        _paying.FillIn(started.SetupId, WalletCity.GoodCard);
        await _paying.FollowSetupAsync(started.SetupId);

        var mail = await _paying.City.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.Kind == "payment_scheduled"));
        var secret = Link().Match(mail.Text!).Groups[1].Value;
        var canceled = City.Done(await CancelAsync(new(null, secret), form.OperationId));

        Assert.Equal((DraftState.Canceled, DraftWhy.ByPayer), (canceled.State, canceled.Why));
        Assert.Equal("neighbor@example.com", mail.ToAddress);
        _paying.GoTo(Day);
        await _paying.SendAsync();
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task A_guests_payment_is_taken_and_one_without_a_card_is_dropped()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var started = City.Done(await GuestAsync(Guest(account)));
        _paying.FillIn(started.SetupId, "000123456789");
        await _paying.FollowSetupAsync(started.SetupId);
        var left = await _paying.City.AccountOwingAsync(20m);
        City.Done(await GuestAsync(Guest(left)));
        _paying.City.Clock.Advance(TimeSpan.FromMinutes(40));
        _paying.Sandbox.Stripe.RunDue();
        await _paying.City.AskAsync<SweepWallet, int>(act => act.RunAsync(default));
        _paying.GoTo(Day);

        await _paying.SendAsync();
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));
        await _paying.SweepAsync();

        await AssertTakenAsync(account, WalletCity.Owed);
        var dropped = await _paying.DraftOfAsync(left);
        Assert.Equal((DraftState.Canceled, DraftWhy.NotFinished), (dropped.State, dropped.Why));
    }

    [Fact]
    public async Task Guests_cannot_open_more_visits_than_payments_nor_take_a_residents_place()
    {
        var (account, form) = await FormAsync();
        for (var i = 0; i < SchedulePayment.MostToCome; i++)
        {
            City.Done(await GuestAsync(Guest(account)));
        }

        Assert.Equal("Schedule_TooMany", Assert.IsType<Outcome<StartSavingMethod.Started>.Refused>(
            await GuestAsync(Guest(account))).Refusal.Key);
        City.Done(await ScheduleAsync(form));
    }

    private static string Key(Outcome<Draft> outcome) => Assert.IsType<Outcome<Draft>.Refused>(outcome).Refusal.Key;

    private static StartGuestSchedule.Request Guest(CustomerAccount account) =>
        new(Guid.CreateVersion7(), account.Id, WalletCity.Owed, Day, "neighbor@example.com", true, "en", null);

    private async Task<(CustomerAccount Account, SchedulePayment.Request Form)> FormAsync()
    {
        var account = await _paying.City.AccountOwingAsync(84.10m);
        var user = await _paying.City.ResidentAsync("Rosa", account);
        var method = await _paying.SaveAsync(user);
        return (account, new(
            Guid.CreateVersion7(), user.Id, account.Id, method.Id, WalletCity.Owed, Day, true, "en", null));
    }

    private async Task AssertTakenAsync(CustomerAccount account, Usd amount)
    {
        var payment = await _paying.City.ReadAsync(db => db.Payments
            .SingleAsync(p => p.CustomerAccountId == account.Id && p.AttemptId != null));
        Assert.Equal(amount, payment.Amount);
        Assert.Equal(1, _paying.Sandbox.Stripe.ChargesOf(payment.AttemptId!.Value));
        Assert.Equal(DraftState.Paid, (await _paying.DraftOfAsync(account)).State);
    }

    private Task<Outcome<Draft>> ScheduleAsync(SchedulePayment.Request form) =>
        _paying.City.AskAsync<SchedulePayment, Outcome<Draft>>(act => act.RunAsync(form, default));

    private Task<Outcome<StartSavingMethod.Started>> GuestAsync(StartGuestSchedule.Request form) =>
        _paying.City.AskAsync<StartGuestSchedule, Outcome<StartSavingMethod.Started>>(
            act => act.RunAsync(form, default));

    private Task<Outcome<Draft>> ChangeAsync(ChangeScheduled.Request request) =>
        _paying.City.AskAsync<ChangeScheduled, Outcome<Draft>>(act => act.RunAsync(request, default));

    private Task<Outcome<Draft>> CancelAsync(DraftPayer payer, Guid draft) =>
        _paying.City.AskAsync<CancelDraft, Outcome<Draft>>(act => act.RunAsync(payer, draft, default));

    [GeneratedRegex("key=([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
