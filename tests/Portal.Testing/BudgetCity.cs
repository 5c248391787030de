using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Testing;

/// <summary>A city that offers budget billing, and months that go by in it.</summary>
public static class BudgetCity
{
    private static readonly Actor Technician = Actor.Staff(new("00000000-0000-0000-0000-00000000000a"));
    private static readonly Actor Supervisor = Actor.Staff(new("00000000-0000-0000-0000-00000000000b"));

    /// <summary>Two months of $130.00 and ten of $125.20, before a first bill of $178.00 (GVEA, worked).</summary>
    public static readonly IReadOnlyList<long> WorkedYear = [130_00, 130_00, .. Enumerable.Repeat(125_20L, 10)];

    public static async Task<City> CreateAsync(string rule = """{"kind": "rolling"}""")
    {
        var city = await City.CreateAsync();
        await city.OfferAsync(rule);
        return city;
    }

    /// <summary>A rule that holds from today on, by one person and another, unless it holds already.</summary>
    public static async Task OfferAsync(this City city, string document)
    {
        ArgumentNullException.ThrowIfNull(city);
        var drafted = await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.BudgetBilling, city.Today, document, Technician), default));
        if (drafted is Outcome<MoneyRule>.Refused { Refusal.Key: "Rules_SameAsNow" })
        {
            return;
        }

        var rule = City.Done(drafted);
        City.Done(await city.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
            act => act.RunAsync(new(rule.Id, Supervisor), default)));
    }

    /// <summary>An account with bills of these amounts, a month apart and paid.</summary>
    public static async Task<CustomerAccount> AccountWithYearAsync(
        this City city, IEnumerable<long> cents, string? email = null)
    {
        ArgumentNullException.ThrowIfNull(city);
        var account = await city.AccountAsync(email: email);
        foreach (var amount in cents)
        {
            await city.MonthAsync(account, amount);
            await city.PayAsync(account, new Usd(amount));
        }

        return account;
    }

    /// <summary>A month goes by since the account's last bill, and is billed.</summary>
    public static async Task<Bill> MonthAsync(this City city, CustomerAccount account, long cents)
    {
        ArgumentNullException.ThrowIfNull(city);
        var last = await city.ReadAsync(db => db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .MaxAsync(b => (DateOnly?)b.PeriodTo)) ?? city.Today;
        city.Days(last.AddMonths(1).DayNumber - city.Today.DayNumber);
        return await city.BillAsync(account, new Usd(cents));
    }

    public static void Days(this City city, int days) => city.Clock.Advance(TimeSpan.FromDays(days));

    /// <summary>By the office, as its page offers it.</summary>
    public static async Task<Outcome<BudgetEnrollment>> EnrollAsync(
        this City city, CustomerAccount account, Guid? operation = null)
    {
        ArgumentNullException.ThrowIfNull(city);
        var offer = await city.ReadAsync(db => BudgetOffer.OfAsync(db, account, city.Today, default));
        return await city.AskAsync<EnrollInBudget, Outcome<BudgetEnrollment>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), account.Id, offer.Seen, null, Technician), default));
    }

    /// <summary>An account that begins its budget with the next bill.</summary>
    public static async Task<CustomerAccount> EnrolledAsync(
        this City city, IEnumerable<long> year, string? email = null)
    {
        ArgumentNullException.ThrowIfNull(city);
        var account = await city.AccountWithYearAsync(year, email);
        City.Done(await city.EnrollAsync(account));
        return account;
    }

    public static Task<Outcome<BudgetEnrollment>> LeaveAsync(this City city, CustomerAccount account) =>
        city.AskAsync<LeaveBudget, Outcome<BudgetEnrollment>>(
            act => act.RunAsync(new(account.Id, Technician), default));

    public static Task<int> RemoveMissedAsync(this City city) =>
        city.AskAsync<RemoveMissedBudgets, int>(act => act.RunAsync(default));

    public static Task<CustomerAccount> NowAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == account.Id));

    public static Task<BudgetEnrollment> EnrollmentAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.Set<BudgetEnrollment>().AsNoTracking()
            .SingleAsync(e => e.CustomerAccountId == account.Id));

    /// <summary>Everything that gathered on an account, in order.</summary>
    public static Task<List<BudgetEntry>> EntriesAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.Set<BudgetEntry>().AsNoTracking()
            .Where(e => e.CustomerAccountId == account.Id).OrderBy(e => e.No).ToListAsync());

    /// <summary>The newest entry: what it asked for and what had gathered then.</summary>
    public static async Task<(long Asked, long Gathered)> LastAsync(this City city, CustomerAccount account) =>
        (await city.EntriesAsync(account))[^1] is var last ? (last.Asked.Cents, last.Gathered.Cents) : default;

    public static Task<Usd> LateAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.PastDueAsync(account.Id, city.Today, default));

    /// <summary>Pays what is due, when there is something.</summary>
    public static async Task PayDueAsync(this City city, CustomerAccount account)
    {
        ArgumentNullException.ThrowIfNull(city);
        if ((await city.NowAsync(account)).Due is { IsPositive: true } due)
        {
            await city.PayAsync(account, due);
        }
    }
}
