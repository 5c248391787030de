using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Budget;

/// <summary>What bills ask for, month by month, and what is late when they are paid.</summary>
public sealed class BudgetBillsTests
{
    private static readonly DepositRules Deposits = new()
    {
        Fund = "510", ReturnLimitCents = 0, Months = 12, MissedAfterDays = 10, Classes = [], Interest = [],
    };

    [Fact]
    public async Task The_worked_rolling_bill_asks_for_139_dollars_and_99_have_gathered()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear, "rosa@example.com");
        await city.MonthAsync(account, 178_00);
        Assert.Equal((130_00, 48_00), await city.LastAsync(account));
        await city.PayDueAsync(account);

        var bill = await city.MonthAsync(account, 190_00);

        Assert.Equal((139_00, 99_00), await city.LastAsync(account));
        var now = await city.NowAsync(account);
        Assert.Equal((238_00, 99_00, 139_00), (now.Balance.Cents, now.Deferred.Cents, now.Due.Cents));
        Assert.Equal(now.Balance, bill.TotalDue);
        var subject = await city.ReadAsync(db => db.OutboxMails.Where(m => m.Kind == "bill_ready")
            .OrderByDescending(m => m.CreatedAt).Select(m => m.Subject).FirstAsync());
        Assert.Contains("$139.00", subject, StringComparison.Ordinal);
    }

    /// <summary>Bills ask for what the pure plan asks, and nobody who pays that is ever late.</summary>
    [Theory]
    [InlineData(BudgetKind.FixedTwelfth, """{"kind": "fixed_twelfth", "margin": 0.05}""")]
    [InlineData(BudgetKind.FixedEleventh, """{"kind": "fixed_eleventh"}""")]
    [InlineData(BudgetKind.Reviewed, """{"kind": "reviewed"}""")]
    [InlineData(BudgetKind.Rolling, """{"kind": "rolling"}""")]
    public async Task A_whole_year_is_asked_for_as_planned_and_paid_on_time_is_never_late(
        BudgetKind kind, string rule)
    {
        await using var city = await BudgetCity.CreateAsync(rule);
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        var plan = BudgetPlan.Begin(
            kind, MoneyRules.Read<BudgetRules>(rule),
            [.. Enumerable.Repeat(new Usd(100_00), 12)]);
        foreach (var actual in Year(12))
        {
            (var asked, plan) = plan.Bill(new(actual));
            await city.MonthAsync(account, actual);

            Assert.Equal((asked.Cents, plan.Gathered.Cents), await city.LastAsync(account));
            city.Days(21);
            Assert.Equal(Usd.Zero, await city.LateAsync(account));
            await city.PayDueAsync(account);
            city.Days(3);
            Assert.Equal(Usd.Zero, await city.LateAsync(account));
            Assert.Empty(await LateAsync(city));
        }

        city.Days(40);
        Assert.Equal("0 late, 0 missed", await StandingAsync(city, account));
        var settles = kind is BudgetKind.FixedTwelfth or BudgetKind.FixedEleventh;
        Assert.Equal(settles, (await city.NowAsync(account)).Deferred.IsZero);
        Assert.Equal(settles, (await city.EntriesAsync(account))[^1].Settles);
    }

    [Fact]
    public async Task A_review_sets_the_amount_of_the_months_after_it()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "reviewed", "threshold": 0.15}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));

        for (var month = 1; month <= 5; month++)
        {
            await city.MonthAsync(account, 115_01);
            await city.PayDueAsync(account);
        }

        Assert.Equal(
            [100_00, 100_00, 100_00, 100_00, 122_52],
            (await city.EntriesAsync(account)).Select(e => e.Asked.Cents));
    }

    [Fact]
    public async Task What_was_asked_for_and_not_paid_is_late_and_charged_and_no_more_than_that()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "fixed_twelfth"}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        await city.MonthAsync(account, 160_00);
        await city.PayDueAsync(account);
        await city.MonthAsync(account, 180_00);
        await city.PayAsync(account, new Usd(30_00));

        city.Days(21);
        Assert.Equal(Usd.Zero, await city.LateAsync(account));
        city.Days(1);
        Assert.Equal(new Usd(70_00), await city.LateAsync(account));
        city.Days(15);

        var late = await LateAsync(city);
        Assert.Equal(70_00, late.Sum(l => l.Basis.Cents));
        Assert.Equal("1 late, 1 missed", await StandingAsync(city, account));
    }

    [Fact]
    public async Task Paid_more_than_earned_nothing_is_late_and_no_credit_is_due()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "fixed_twelfth"}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        await city.MonthAsync(account, 40_00);
        var owing = await city.NowAsync(account);
        await city.PayDueAsync(account);

        city.Days(30);

        var now = await city.NowAsync(account);
        Assert.Equal((40_00, 100_00), (owing.Balance.Cents, owing.Due.Cents));
        Assert.Equal((-60_00, -60_00, 0), (now.Balance.Cents, now.Deferred.Cents, now.Due.Cents));
        Assert.Equal(Usd.Zero, await city.LateAsync(account));
        Assert.Equal("0 late, 0 missed", await StandingAsync(city, account));
    }

    [Fact]
    public async Task Asked_for_more_than_earned_and_not_paid_all_of_it_is_late()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "fixed_twelfth"}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        await city.MonthAsync(account, 40_00);

        city.Days(35);

        Assert.Equal(new Usd(100_00), await city.LateAsync(account));
        Assert.Equal(40_00, (await LateAsync(city)).Sum(l => l.Basis.Cents));
    }

    [Fact]
    public async Task Aging_adds_up_to_what_is_due_and_with_what_is_deferred_to_the_balance()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "fixed_twelfth"}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        await city.MonthAsync(account, 160_00);
        await city.PayAsync(account, new Usd(40_00));
        await city.MonthAsync(account, 180_00);
        city.Days(1);

        var aging = await city.ReadAsync(db => AccountAging.OfAsync(db, account.Id, city.Today, default));

        Assert.Equal(
            (100_00, 60_00, 160_00, 140_00, 300_00),
            (aging.Buckets[0].Amount.Cents, aging.Buckets[1].Amount.Cents, aging.Due.Cents, aging.Deferred.Cents,
                aging.Balance.Cents));
        Assert.Equal((await city.NowAsync(account)).Balance, aging.Balance);
        Assert.Equal(await city.LateAsync(account), aging.PastDue);
    }

    [Fact]
    public async Task The_printed_bill_and_its_stub_ask_for_the_amount_due()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        await city.MonthAsync(account, 178_00);
        await city.PayDueAsync(account);
        var bill = await city.MonthAsync(account, 190_00);
        var statement = (await city.ReadAsync(db =>
            BillStatement.ForAsync(db, db.CustomerAccounts, bill.Id, default)))!;

        var printer = new BillPdf(SampleBill.City, new("https://pay.alderfalls.example/pay"));
        var text = PdfReader.Text(printer.Make(statement, CultureInfo.GetCultureInfo("en-US")));

        Assert.Matches(@"Amount due\s*\$139\.00", text);
        Assert.Equal(4, Regex.Count(text, @"\$139\.00"));
        Assert.Contains("Gathered so far: $99.00.", text.Replace('\n', ' '), StringComparison.Ordinal);
    }

    /// <summary>Without a budget the figure is what it always was: open items whose due day has passed.</summary>
    [Fact]
    public async Task Past_due_of_an_account_without_a_budget_is_its_open_items()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.AccountOwingAsync(80.00m);
        city.Days(20);
        await city.BillAsync(account, new Usd(50_00));
        await city.PayAsync(account, new Usd(25_00));

        Assert.Equal(Usd.Zero, await city.LateAsync(account));
        city.Days(2);

        Assert.Equal(new Usd(55_00), await city.LateAsync(account));
    }

    private static IEnumerable<long> Year(int months) =>
        Enumerable.Range(0, months).Select(month => 100_00L + (month * 37 % 11 - 4) * 9_13);

    private static async Task<IReadOnlyList<LateItems.Late>> LateAsync(City city) => await city.ReadAsync(db =>
        LateItems.OnAsync(
            db,
            new LateChargeRules
            {
                Families = [new() { Code = "late", En = "Late", Es = "Tarde", FirstPercent = 10 }],
            },
            city.Today, null, default));

    private static async Task<string> StandingAsync(City city, CustomerAccount account)
    {
        var clock = city.Services.GetRequiredService<BusinessClock>();
        var standing = (await city.ReadAsync(db => DepositStanding.OfAsync(
            db, [account.Id], Deposits, city.Today.AddMonths(-12), clock, default)))[account.Id];
        return $"{standing.LatePayments} late, {standing.Missed} missed";
    }
}
