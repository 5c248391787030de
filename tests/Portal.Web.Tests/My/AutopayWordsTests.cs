using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>What pages say of drafts that did not go as announced.</summary>
public sealed class AutopayWordsTests(PayingSite site) : IClassFixture<PayingSite>
{
    private City City => site.City;

    [Fact]
    public async Task After_a_hold_is_over_the_draft_that_it_left_out_is_explained()
    {
        var (account, user, method) = await EnrollAsync("4242424242424242");
        var draft = await DraftAsync(account);
        await HoldAsync(account, "card_refused");
        await SendOnAsync(draft.PlannedOn);

        await SaveAsync(user, "5555555555554444", method.Id);

        var browser = await site.SignInAsync(user);
        foreach (var address in new[] { "/my", $"/my/autopay/{account.Id}", $"/my/bills/{draft.BillId}" })
        {
            var page = await browser.GoAsync(address);
            Assert.Contains("was not taken, because autopay was on hold on that day. Pay it yourself.", page.Text,
                StringComparison.Ordinal);
            Assert.Contains("Autopay is on.", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_three_declines_the_bill_that_is_past_due_is_not_passed_over()
    {
        var (account, user, _) = await EnrollAsync("4000000000000341");
        var day = (await DraftAsync(account)).PlannedOn;
        for (var tries = 0; tries < 9; tries++)
        {
            await SendOnAsync(day.AddDays(tries));
        }

        var home = await (await site.SignInAsync(user)).GoAsync("/my");

        Assert.Contains("was not taken, because the bank refused it. Pay it yourself.", home.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("No payment is planned yet", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_landlords_home_asks_as_often_for_twelve_accounts_as_for_four()
    {
        var (few, _) = await LandlordAsync(4);
        var (many, landlord) = await LandlordAsync(12);

        var asked = await site.CommandsOfAsync(() => few.GoAsync("/my"));
        await site.AssertCommandsAsync(asked.Count, () => many.GoAsync("/my"));
        var clock = City.Services.GetRequiredService<BusinessClock>();
        var next = (await City.ReadAsync(db => HomeOverview.ForAsync(db, landlord.Id, clock, default)))
            .Accounts.Select(a => a.Autopay!).ToList();
        Assert.Equal(6, next.Count(n => n.WillBeTaken && n.Amount == new Usd(84_10)));
        Assert.Equal(
            3, next.Count(n => n.WillBeTaken && (n.Amount, n.Announced) == (new Usd(54_10), new Usd(84_10))));
        Assert.Equal(3, next.Count(n => n.Why == DraftWhy.ByOffice));
    }

    /// <summary>A quarter each: announced, paid in part since, its draft canceled, paid by another's card.</summary>
    private async Task<(SiteBrowser Browser, PortalUser User)> LandlordAsync(int count)
    {
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < count; i++) { accounts.Add(await City.AccountOwingAsync(84.10m)); }

        var landlord = await site.UserAsync([.. accounts]);
        var method = await SaveAsync(landlord, "4242424242424242");
        foreach (var (account, i) in accounts.Select((a, i) => (a, i)))
        {
            var payer = i % 4 == 3 ? await site.UserAsync(account) : landlord;
            var card = i % 4 == 3 ? await SaveAsync(payer, "4242424242424242") : method;
            await EnrollAsync(account, payer, card);
            if (i % 4 == 1) { await City.PayAsync(account, new Usd(30_00)); }
            if (i % 4 == 2)
            {
                var draft = await DraftAsync(account);
                City.Done(await City.AskAsync<CancelDraft, Outcome<Draft>>(
                    act => act.RunAsync(account.Id, draft.Id, Actor.Staff(Guid.Empty), default)));
            }
        }

        return (await site.SignInAsync(landlord), landlord);
    }

    [Fact]
    public async Task On_hold_is_said_before_what_is_still_with_the_bank_and_how_much_that_is()
    {
        var (account, user, _) = await EnrollAsync("000123456789");
        var draft = await DraftAsync(account);
        await City.PayAsync(account, new Usd(30_00));
        await SendOnAsync(draft.PlannedOn);
        var on = await (await site.SignInAsync(user)).GoAsync("/my");
        await HoldAsync(account, "two_returns");

        var held = await (await site.SignInAsync(user)).GoAsync("/my");

        Assert.Contains("Autopay is on. $54.10 is on its way from the bank", on.Text, StringComparison.Ordinal);
        Assert.Contains("Autopay is on hold, because two payments came back within a year for lack of funds. $54.10 is",
            held.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Autopay is on.", held.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_limit_names_what_is_left_to_pay()
    {
        var (account, user, method) = await EnrollAsync("4242424242424242");
        City.Done(await City.AskAsync<EnrollInAutopay, Outcome<AutopayEnrollment>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, account.Id, new(method.Id, AutopayRule.DueDate, null, new Usd(20_00)),
                true, "en", null), default)));

        var page = await (await site.SignInAsync(user)).GoAsync($"/my/autopay/{account.Id}");

        Assert.Contains("$20.00 on", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "We announced $84.10, but your limit for one payment is lower now; pay the other $64.10 yourself.",
            page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_that_was_stopped_is_not_promised_again_before_agreeing_anew()
    {
        var (account, user, method) = await EnrollAsync("4242424242424242");
        City.Done(await City.AskAsync<CancelDraft, Outcome<Draft>>(async act => await act.RunAsync(
            new DraftPayer(user.Id, null), (await DraftAsync(account)).Id, default)));

        var agree = await (await site.SignInAsync(user)).GoAsync(
            $"/my/autopay/{account.Id}/agree?method={method.Id}&rule=DaysBefore&day=3");

        Assert.Contains("will not be taken: autopay left it out", agree.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$84.10 will be taken on", agree.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payments_to_come_say_which_will_not_be_taken()
    {
        var (account, user, method) = await EnrollAsync("4242424242424242");
        var day = (await DraftAsync(account)).PlannedOn;
        City.Done(await City.AskAsync<SchedulePayment, Outcome<Draft>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, account.Id, method.Id, new(84_10), BeforeDay(day), true, "en", null),
            default)));
        var browser = await site.SignInAsync(user);
        var before = await browser.GoAsync("/my/payments");
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update saved_method set expires_on = {City.Today} where id = {method.Id}"));

        var after = await browser.GoAsync("/my/payments");

        Assert.Contains("will not be taken, because payments scheduled before it take all that is due", before.Text,
            StringComparison.Ordinal);
        Assert.Equal(2, after.Text.Split("will not be taken, because the card will have expired by then").Length - 1);
    }

    [Fact]
    public async Task A_scheduled_payment_that_took_less_says_how_much_it_took()
    {
        var account = await City.AccountOwingAsync(84.10m);
        var user = await site.UserAsync(account);
        var method = await SaveAsync(user, "4242424242424242");
        var day = Portal.Core.Payments.BankingDays.OnOrAfter(City.Today.AddDays(5));
        var draft = City.Done(await City.AskAsync<SchedulePayment, Outcome<Draft>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, account.Id, method.Id, new(84_10), day, true, "en", null), default)));
        await City.PayAsync(account, new Usd(30_00));
        await SendOnAsync(day);

        var page = await (await site.SignInAsync(user)).GoAsync($"/my/schedule/{draft.Id}");

        Assert.Contains("$54.10 · ", page.Text, StringComparison.Ordinal);
        Assert.Contains("You had agreed to up to $84.10.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_is_replaced_after_a_dispute_does_not_promise_that_autopay_goes_on()
    {
        var (account, user, method) = await EnrollAsync("4242424242424242");
        await HoldAsync(account, "disputed");
        var browser = await site.SignInAsync(user);
        await browser.SubmitAsync(await browser.GoAsync("/my/methods"), "Replace");
        var setup = await City.ReadAsync(db => db.MethodSetups.SingleAsync(s => s.ReplacesId == method.Id));
        site.Sandbox.Stripe.PayByCard(setup.SessionId!, "5555555555554444");

        var page = await browser.GoAsync($"/my/methods/return/{setup.Id}");

        Assert.Contains("is still on hold", page.Text, StringComparison.Ordinal);
        Assert.Contains("will not be taken, because a payment was disputed with the bank",
            (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
    }

    private Task<int> HoldAsync(CustomerAccount account, string why) => City.ReadAsync(db =>
        db.Database.ExecuteSqlAsync($"""
            update autopay_enrollment set state = 'suspended', why = {why} where customer_account_id = {account.Id}
            """));

    private static DateOnly BeforeDay(DateOnly day) =>
        Portal.Core.Payments.BankingDays.OnOrBefore(day.AddDays(-1));

    private Task<Draft> DraftAsync(CustomerAccount account) => City.ReadAsync(db =>
        db.Drafts.AsNoTracking().SingleAsync(d => d.CustomerAccountId == account.Id));

    private async Task<(CustomerAccount Account, PortalUser User, SavedMethod Method)> EnrollAsync(string number)
    {
        var account = await City.AccountOwingAsync(84.10m);
        var user = await site.UserAsync(account);
        var method = await SaveAsync(user, number);
        await EnrollAsync(account, user, method);
        return (account, user, method);
    }

    private async Task EnrollAsync(CustomerAccount account, PortalUser user, SavedMethod method)
    {
        City.Done(await City.AskAsync<EnrollInAutopay, Outcome<AutopayEnrollment>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, account.Id, new(method.Id, AutopayRule.DueDate, null, null), true, "en",
                null), default)));
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update outbox_mail set state = 'sent', next_at = null, sent_at = created_at
            where kind = 'draft_announced' and state = 'waiting'
            """));
    }

    private async Task<SavedMethod> SaveAsync(PortalUser user, string number, Guid? replaces = null)
    {
        var started = City.Done(await City.AskAsync<StartSavingMethod, Outcome<StartSavingMethod.Started>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), SetupPurpose.Wallet, user.Id, null, replaces, "en"), default)));
        var session = (string)site.Sandbox.Stripe.SessionOf(started.SetupId)!["id"]!;
        _ = number.StartsWith("000", StringComparison.Ordinal)
            ? site.Sandbox.Stripe.PayByBank(session, number) : site.Sandbox.Stripe.PayByCard(session, number);
        var setup = await City.AskAsync<FollowSetup, MethodSetup>(act => act.RunAsync(started.SetupId, default));
        return await City.ReadAsync(db => db.SavedMethods.AsNoTracking().SingleAsync(m => m.Id == setup.MethodId));
    }

    /// <summary>The worker sends what is due on a day.</summary>
    private async Task SendOnAsync(DateOnly day)
    {
        City.Clock.Advance(TimeSpan.FromDays(day.DayNumber - City.Today.DayNumber));
        while (await City.AskAsync<SendDrafts, int>(act => act.RunAsync(default)) > 0)
        {
        }
    }
}
