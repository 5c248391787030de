using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Autopay;

public sealed class AutopayTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Fact]
    public async Task What_is_agreed_to_is_kept_with_its_words_time_and_address_and_mailed()
    {
        var (account, user, method) = await paying.OnAutopayAsync();

        var consent = await City.ReadAsync(db => db.Set<Consent>()
            .SingleAsync(c => c.CustomerAccountId == account.Id && c.Kind == ConsentKind.Autopay));
        Assert.Equal((user.Id, AutopayTerms.Version, "en", "203.0.113.7", City.Clock.GetUtcNow()),
            (consent.UserId, consent.Version, consent.Language, consent.Address, consent.GivenAt));
        Assert.Contains($"••{method.LastFour}", consent.Words, StringComparison.Ordinal);
        var copy = await City.ReadAsync(db => db.OutboxMails
            .SingleAsync(m => m.UserId == user.Id && m.Kind == "autopay_started"));
        Assert.Contains(consent.Words, copy.Text!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_posts_of_one_form_enroll_once_and_announce_one_draft()
    {
        var account = await City.AccountOwingAsync(84.10m);
        var user = await City.ResidentAsync("Rosa", account);
        var method = await paying.SaveAsync(user);
        var form = WalletCity.Enrollment(account, method);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => paying.EnrollAsync(form)));

        Assert.Single(all.Select(o => City.Done(o).Id).Distinct());
        Assert.Equal(1, await City.ReadAsync(db => db.Drafts.CountAsync(d => d.CustomerAccountId == account.Id)));
        Assert.Equal(1, await City.ReadAsync(db => db.OutboxMails
            .CountAsync(m => m.UserId == user.Id && m.Kind == "autopay_started")));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_changes_nothing()
    {
        var (account, _, method) = await paying.OnAutopayAsync();
        var other = await City.ResidentAsync("Ana", account);
        var theirs = await paying.SaveAsync(other);
        var stranger = await City.ResidentAsync("Max", await City.AccountOwingAsync(10m));
        var strange = await paying.SaveAsync(stranger);
        var own = await City.AccountOwingAsync(20m);
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into account_link (id, user_id, customer_account_id, linked_at, level)
            values (gen_random_uuid(), {other.Id}, {own.Id}, now(), 'see_bills'),
              (gen_random_uuid(), {stranger.Id}, {own.Id}, now(), 'pay')
            """));

        Assert.Equal("Autopay_OnByOther", await RefusedAsync(WalletCity.Enrollment(account, theirs)));
        Assert.Equal("Account_NotFound", await RefusedAsync(WalletCity.Enrollment(account, strange)));
        Assert.Equal("Account_NotFound", await RefusedAsync(WalletCity.Enrollment(own, theirs)));
        Assert.Equal("Method_NotFound", await RefusedAsync(
            WalletCity.Enrollment(own, method) with { UserId = stranger.Id }));
        var sound = WalletCity.Enrollment(own, strange);
        Assert.Equal("Autopay_NotAgreed", await RefusedAsync(sound with { Agreed = false }));
        Assert.Equal("Autopay_DaysWrong", await RefusedAsync(
            sound with { Terms = sound.Terms with { Rule = AutopayRule.DaysBefore, RuleDay = 11 } }));
        Assert.Equal("Autopay_DayWrong", await RefusedAsync(
            sound with { Terms = sound.Terms with { Rule = AutopayRule.DayOfMonth, RuleDay = 31 } }));
        Assert.Equal("Autopay_CapWrong", await RefusedAsync(
            sound with { Terms = sound.Terms with { Cap = new Usd(99) } }));
        Assert.Null(await paying.NextAsync(own));
        Assert.Equal(0, await City.ReadAsync(db => db.Set<Consent>().CountAsync(c => c.CustomerAccountId == own.Id)));
    }

    [Fact]
    public async Task Leaving_cancels_what_was_announced_and_ends_the_consent()
    {
        var (account, user, _) = await paying.OnAutopayAsync();

        City.Done(await LeaveAsync(new(account.Id, user.Id, AutopayWhy.ByPayer, Actor.Resident(user.Id))));

        var draft = await paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Canceled, DraftWhy.AutopayEnded), (draft.State, draft.Why));
        Assert.Null(await paying.NextAsync(account));
        Assert.Equal(1, await City.ReadAsync(db =>
            db.Set<ConsentEnd>().CountAsync(e => e.ConsentId == draft.ConsentId)));
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();
        Assert.Equal(WalletCity.Owed, await City.BalanceAsync(account));
        Assert.Equal("Autopay_NotOn", Assert.IsType<Outcome<AutopayEnrollment>.Refused>(
            await LeaveAsync(new(account.Id, user.Id, AutopayWhy.ByPayer, Actor.Resident(user.Id)))).Refusal.Key);
    }

    [Fact]
    public async Task A_change_keeps_the_day_that_was_announced_and_lowers_to_the_new_limit()
    {
        var (account, _, method) = await paying.OnAutopayAsync();
        var draft = await paying.DraftOfAsync(account);

        City.Done(await paying.EnrollAsync(WalletCity.Enrollment(
            account, method, AutopayRule.DaysBefore, 5, new Usd(20_00))));

        var after = await paying.DraftOfAsync(account);
        Assert.Equal((draft.Id, draft.PlannedOn, draft.Amount), (after.Id, after.PlannedOn, after.Amount));
        var next = (await paying.NextAsync(account))!;
        Assert.Equal((new Usd(20_00), (Usd?)draft.Amount, true), (next.Amount, next.Announced, next.WillBeTaken));
        Assert.Equal(new Usd(64_10), next.OverCap);
    }

    [Fact]
    public async Task A_card_is_replaced_in_place_and_the_announced_draft_is_taken_with_the_new_one()
    {
        var (account, user, method) = await paying.OnAutopayAsync();
        var draft = await paying.DraftOfAsync(account);

        var after = await paying.SaveAsync(user, "5555555555554444", replaces: method.Id);
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();

        Assert.Equal((method.Id, "Mastercard", "4444"), (after.Id, after.Brand, after.LastFour));
        await paying.AssertTakenOnceAsync(account, WalletCity.Owed);
        var attempt = Assert.Single(await paying.AttemptsOfAsync(draft));
        Assert.Equal(after.ProcessorMethodId, attempt.ProcessorMethodId);
        await City.AskAsync<SweepWallet, int>(act => act.RunAsync(default));
        Assert.Null((string?)paying.Sandbox.Stripe.Find(method.ProcessorMethodId)!["customer"]);
        Assert.Contains("method_replaced", await paying.LettersToAsync(user));
    }

    [Fact]
    public async Task An_expired_card_is_told_thirty_and_seven_days_before_and_not_charged_afterwards()
    {
        var (account, user, method) = await paying.OnAutopayAsync();
        var draft = await paying.DraftOfAsync(account);
        var expires = draft.PlannedOn.AddDays(-1);
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update saved_method set expires_on = {expires} where id = {method.Id}"));

        for (var day = City.Today; day < draft.PlannedOn; day = day.AddDays(1))
        {
            paying.GoTo(day);
            await City.AskAsync<TellExpiries, int>(act => act.RunAsync(default));
        }

        var next = (await paying.NextAsync(account))!;
        Assert.Equal((false, DraftWhy.MethodExpired), (next.WillBeTaken, next.Why!.Value));
        Assert.Equal(2, (await paying.LettersToAsync(user)).Count(k => k == "method_expires"));
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();
        var after = await paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.MethodExpired), (after.State, after.Why));
    }

    [Fact]
    public async Task A_card_that_its_bank_renewed_is_followed_and_told()
    {
        var (_, user, method) = await paying.OnAutopayAsync();
        paying.Sandbox.Stripe.RenewCard(method.ProcessorMethodId, "1881", 1, 2031);

        await paying.SweepAsync();
        await paying.SweepAsync();

        var after = await City.ReadAsync(db => db.SavedMethods.SingleAsync(m => m.Id == method.Id));
        Assert.Equal(("1881", new DateOnly(2031, 1, 31)), (after.LastFour, after.ExpiresOn));
        Assert.Single(await paying.LettersToAsync(user), k => k == "method_updated");
    }

    [Fact]
    public async Task A_bank_account_that_its_bank_corrected_is_followed_and_told()
    {
        var (_, user, method) = await paying.OnAutopayAsync("000123456789");
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update saved_method set last_four = '0000' where id = {method.Id}"));

        await City.AskAsync<FollowMethodUpdate, string?>(act => act.RunAsync(method.ProcessorMethodId, default));
        await City.AskAsync<FollowMethodUpdate, string?>(act => act.RunAsync(method.ProcessorMethodId, default));

        Assert.Single(await paying.LettersToAsync(user), k => k == "method_corrected");
        Assert.Contains("6789", await City.ReadAsync(db => db.OutboxMails
            .Where(m => m.UserId == user.Id && m.Kind == "method_corrected").Select(m => m.Text).SingleAsync()));
    }

    [Fact]
    public async Task What_suspended_autopay_is_over_when_the_card_is_replaced()
    {
        var (account, user, method) = await paying.OnAutopayAsync("4000000000009961");
        var draft = await paying.DraftOfAsync(account);
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();
        Assert.Equal(AutopayState.Suspended, (await paying.NextAsync(account))!.Autopay.State);

        await paying.SaveAsync(user, replaces: method.Id);
        await City.BillAsync(account, new Usd(30_00));
        await paying.PromiseAsync();

        var next = (await paying.NextAsync(account))!;
        Assert.Equal((AutopayState.Active, new Usd(114_10), true), (next.Autopay.State, next.Amount, next.WillBeTaken));
    }

    [Fact]
    public async Task A_bill_that_is_due_too_soon_is_not_taken_and_the_page_says_so()
    {
        var account = await City.AccountOwingAsync(84.10m);
        var user = await City.ResidentAsync("Rosa", account);
        var method = await paying.SaveAsync(user);
        paying.GoTo(City.Today.AddDays(14));

        City.Done(await paying.EnrollAsync(WalletCity.Enrollment(account, method)));

        var next = (await paying.NextAsync(account))!;
        Assert.Equal((false, DraftWhy.NoNotice), (next.WillBeTaken, next.Why!.Value));
        Assert.Equal(DraftState.Skipped, (await paying.DraftOfAsync(account)).State);
    }

    [Fact]
    public async Task Each_new_bill_is_announced_once_and_all_that_is_due_is_said()
    {
        var (account, user, _) = await paying.OnAutopayAsync();
        var first = await paying.DraftOfAsync(account);
        paying.GoTo(first.PlannedOn);
        await paying.SendAsync();
        await City.BillAsync(account, new Usd(61_00));

        while (await paying.PromiseAsync() > 0)
        {
        }

        var second = await paying.DraftOfAsync(account);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((DraftState.Promised, new Usd(61_00)), (second.State, second.Amount));
        Assert.Equal(2, (await paying.LettersToAsync(user)).Count(k => k == "draft_announced"));
    }

    [Fact]
    public async Task Autopay_of_a_closed_account_ends_when_nothing_more_will_be_taken()
    {
        var (account, _, _) = await paying.OnAutopayAsync();
        var draft = await paying.DraftOfAsync(account);
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {City.Today} where id = {account.Id}"));

        await paying.PromiseAsync();
        Assert.NotNull(await paying.NextAsync(account));
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();
        await paying.PromiseAsync();

        Assert.Equal(AutopayWhy.AccountClosed, await City.ReadAsync(db => db.AutopayEnrollments
            .Where(e => e.CustomerAccountId == account.Id).Select(e => e.Why).SingleAsync()));
    }

    [Fact]
    public async Task A_method_in_use_is_not_removed_and_one_that_is_not_is_forgotten_by_the_processor()
    {
        var (_, user, method) = await paying.OnAutopayAsync();
        var spare = await paying.SaveAsync(user, "5555555555554444");

        var kept = await RemoveAsync(user.Id, method.Id);
        City.Done(await RemoveAsync(user.Id, spare.Id));
        await City.AskAsync<SweepWallet, int>(act => act.RunAsync(default));

        Assert.Equal("Method_UsedByAutopay", Assert.IsType<Outcome<SavedMethod>.Refused>(kept).Refusal.Key);
        Assert.Null((string?)paying.Sandbox.Stripe.Find(spare.ProcessorMethodId)!["customer"]);
        Assert.NotNull((string?)paying.Sandbox.Stripe.Find(method.ProcessorMethodId)!["customer"]);
        Assert.IsType<Outcome<SavedMethod>.Refused>(await RemoveAsync(Guid.NewGuid(), method.Id));
    }

    private Task<Outcome<SavedMethod>> RemoveAsync(Guid user, Guid method) =>
        City.AskAsync<RemoveMethod, Outcome<SavedMethod>>(act => act.RunAsync(user, method, default));

    private Task<Outcome<AutopayEnrollment>> LeaveAsync(LeaveAutopay.Request request) =>
        City.AskAsync<LeaveAutopay, Outcome<AutopayEnrollment>>(act => act.RunAsync(request, default));

    private async Task<string> RefusedAsync(EnrollInAutopay.Request form) =>
        Assert.IsType<Outcome<AutopayEnrollment>.Refused>(await paying.EnrollAsync(form)).Refusal.Key;
}
