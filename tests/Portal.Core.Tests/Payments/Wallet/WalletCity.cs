using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Wallet;

/// <summary>What tests of kept methods and drafts do in a city that pays.</summary>
public static class WalletCity
{
    public const string GoodCard = "4242424242424242";

    public static readonly Usd Owed = new(84_10);

    /// <summary>A form of somebody who keeps a card or bank account.</summary>
    public static StartSavingMethod.Request Setup(PortalUser user, Guid? replaces = null) =>
        new(Guid.CreateVersion7(), SetupPurpose.Wallet, user.Id, null, replaces, "en");

    public static Task<Outcome<StartSavingMethod.Started>> StartSetupAsync(
        this PayingCity paying, StartSavingMethod.Request form) =>
        paying.City.AskAsync<StartSavingMethod, Outcome<StartSavingMethod.Started>>(act => act.RunAsync(form, default));

    public static Task<MethodSetup> FollowSetupAsync(this PayingCity paying, Guid setupId) =>
        paying.City.AskAsync<FollowSetup, MethodSetup>(act => act.RunAsync(setupId, default));

    /// <summary>Somebody goes to the processor's page and comes back.</summary>
    /// <param name="number">Of a card, or of a bank account of the test set.</param>
    public static async Task<SavedMethod> SaveAsync(
        this PayingCity paying, PortalUser user, string number = GoodCard, Guid? replaces = null)
    {
        var started = City.Done(await paying.StartSetupAsync(Setup(user, replaces)));
        paying.FillIn(started.SetupId, number);
        var setup = await paying.FollowSetupAsync(started.SetupId);
        return await paying.City.ReadAsync(db =>
            db.SavedMethods.AsNoTracking().SingleAsync(m => m.Id == setup.MethodId));
    }

    /// <summary>What is typed on the processor's page of a visit.</summary>
    public static void FillIn(this PayingCity paying, Guid setupId, string number)
    {
        var session = paying.SessionOf(setupId);
        _ = number.StartsWith("000", StringComparison.Ordinal)
            ? paying.Sandbox.Stripe.PayByBank(session, number)
            : paying.Sandbox.Stripe.PayByCard(session, number);
    }

    public static EnrollInAutopay.Request Enrollment(
        CustomerAccount account, SavedMethod method, AutopayRule rule = AutopayRule.DueDate, int? day = null,
        Usd? cap = null) =>
        new(Guid.CreateVersion7(), method.UserId!.Value, account.Id, new(method.Id, rule, day, cap), true, "en",
            "203.0.113.7");

    /// <summary>Somebody agrees to autopay, and what is announced to them leaves at once.</summary>
    public static async Task<Outcome<AutopayEnrollment>> EnrollAsync(
        this PayingCity paying, EnrollInAutopay.Request form)
    {
        var outcome = await paying.City.AskAsync<EnrollInAutopay, Outcome<AutopayEnrollment>>(
            act => act.RunAsync(form, default));
        await paying.HandOverAsync();
        return outcome;
    }

    /// <summary>The mail server takes the announcements that wait.</summary>
    public static Task HandOverAsync(this PayingCity paying) => paying.NoticesAsync("sent");

    /// <summary>Announcements that wait end in a state.</summary>
    public static Task NoticesAsync(this PayingCity paying, string state) =>
        paying.City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update outbox_mail set state = {state}, next_at = null,
              sent_at = case when {state} = 'sent' then {paying.City.Clock.GetUtcNow()}::timestamptz end
            where kind = 'draft_announced' and state = 'waiting'
            """));

    /// <summary>An account with a bill, its resident, their method, and autopay on the due date.</summary>
    public static async Task<Paying> OnAutopayAsync(
        this PayingCity paying, string number = GoodCard, Usd? cap = null, decimal owing = 84.10m)
    {
        var account = await paying.City.AccountOwingAsync(owing);
        var user = await paying.City.ResidentAsync("Rosa", account);
        var method = await paying.SaveAsync(user, number);
        City.Done(await paying.EnrollAsync(Enrollment(account, method, cap: cap)));
        return new(account, user, method);
    }

    /// <summary>The worker announces what is to be announced, and the mail leaves.</summary>
    public static async Task<int> PromiseAsync(this PayingCity paying)
    {
        var announced = await paying.City.AskAsync<PromiseDrafts, int>(act => act.RunAsync(default));
        await paying.HandOverAsync();
        return announced;
    }

    /// <summary>The worker sends what is due, until nothing is left that it may claim.</summary>
    public static async Task SendAsync(this PayingCity paying)
    {
        while (await paying.City.AskAsync<SendDrafts, int>(act => act.RunAsync(default)) > 0)
        {
        }
    }

    public static Task<NextDraft?> NextAsync(this PayingCity paying, CustomerAccount account) =>
        paying.City.ReadAsync(db => NextDraft.OfAsync(
            db, account.Id, paying.City.Services.GetRequiredService<BusinessClock>(), default));

    public static Task<Draft> DraftOfAsync(this PayingCity paying, CustomerAccount account) =>
        paying.City.ReadAsync(db => db.Drafts.AsNoTracking().Where(d => d.CustomerAccountId == account.Id)
            .OrderByDescending(d => d.CreatedAt).FirstAsync());

    public static Task<List<PaymentAttempt>> AttemptsOfAsync(this PayingCity paying, Draft draft) =>
        paying.City.ReadAsync(db => db.PaymentAttempts.AsNoTracking().Where(a => a.DraftId == draft.Id)
            .OrderBy(a => a.CreatedAt).ToListAsync());

    /// <summary>The kinds of letters about an account or to its resident, oldest first.</summary>
    public static Task<List<string>> LettersToAsync(this PayingCity paying, PortalUser user) =>
        paying.City.ReadAsync(db => db.OutboxMails.Where(m => m.UserId == user.Id).OrderBy(m => m.CreatedAt)
            .ThenBy(m => m.Id).Select(m => m.Kind).ToListAsync());

    /// <summary>Moves both clocks to ten in the morning of a day.</summary>
    public static void GoTo(this PayingCity paying, DateOnly day)
    {
        var ahead = paying.City.Clock.DaysTo(day, paying.City.Today);
        paying.City.Clock.Advance(ahead);
    }

    private static TimeSpan DaysTo(this FrozenClock clock, DateOnly day, DateOnly today)
    {
        Assert.True(day >= today, $"{day} is before {today}.");
        Assert.NotNull(clock);
        return TimeSpan.FromDays(day.DayNumber - today.DayNumber);
    }

    /// <summary>One charge, one payment, nothing owed.</summary>
    public static async Task AssertTakenOnceAsync(this PayingCity paying, CustomerAccount account, Usd amount)
    {
        var draft = await paying.DraftOfAsync(account);
        Assert.Equal(DraftState.Paid, draft.State);
        var attempts = await paying.AttemptsOfAsync(draft);
        Assert.Equal(1, attempts.Sum(a => paying.Sandbox.Stripe.ChargesOf(a.Id)));
        Assert.Equal(amount, await paying.City.ReadAsync(db => db.Payments
            .Where(p => p.CustomerAccountId == account.Id).Select(p => p.Amount).SingleAsync()));
        Assert.Equal(0, await paying.City.ReadAsync(db => db.SuspenseItems
            .CountAsync(s => s.CustomerAccountId == account.Id)));
        await paying.City.AssertBooksAsync();
    }

    public sealed record Paying(CustomerAccount Account, PortalUser User, SavedMethod Method);
}
