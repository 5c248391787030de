using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.LateCharges;

public sealed class LateChargesTests
{
    private const string Recurring = """
        {"families": [{"code": "late", "en": "Late charge", "es": "Cargo por pago tardío", "first_percent": 10,
          "grace_days": 30, "next_percent": 10, "every": "thirty_days"}]}
        """;

    private const string Statutory = """
        {"families": [{"code": "sewer", "en": "Sewer penalty", "es": "Recargo de alcantarillado",
          "services": ["sewer"], "first_percent": 10, "grace_days": 0, "next_percent": 0.5, "every": "month",
          "above_cents": 3500}]}
        """;

    /// <summary>On a bill of $112.52, from the design's worked figures.</summary>
    [Theory]
    [InlineData(5, null, 1, 5_63)]
    [InlineData(10, 1.5, 1, 11_25)]
    [InlineData(10, 1.5, 2, 1_69)]
    [InlineData(10, 0.5, 5, 56)]
    public void A_step_costs(double first, double? next, int step, long cents) =>
        Assert.Equal(new Usd(cents), Family((decimal)first, (decimal?)next).On(new Usd(112_52), step));

    /// <summary>Due Tuesday, November 10, 2026; Veterans Day is the 11th, Thanksgiving the 26th.</summary>
    [Theory]
    [InlineData("once, 10 days", "2026-11-20", 0)]
    [InlineData("once, 10 days", "2026-11-21", 1)]
    [InlineData("once, 10 days", "2028-11-21", 1)]
    [InlineData("once, 5 working days", "2026-11-18", 0)]
    [InlineData("once, 5 working days", "2026-11-19", 1)]
    [InlineData("each 30 days", "2026-12-10", 0)]
    [InlineData("each 30 days", "2026-12-11", 1)]
    [InlineData("each 30 days", "2027-01-10", 2)]
    [InlineData("each month", "2027-01-11", 3)]
    [InlineData("each quarter", "2027-02-11", 2)]
    public void The_step_on_a_day(string rule, string day, int step)
    {
        var family = rule switch
        {
            "once, 10 days" => Family(5, null) with { GraceDays = 10 },
            "once, 5 working days" => Family(5, null) with { GraceDays = 5, GraceInWorkingDays = true },
            "each 30 days" => Family(10, 10) with { GraceDays = 30 },
            "each month" => Family(10, 0.5m) with { Every = LateStep.Month },
            _ => Family(10, 10) with { Every = LateStep.Quarter },
        };

        Assert.Equal(step, family.StepOn(DateOnly.ParseExact(day, "yyyy-MM-dd"), new(2026, 11, 10)));
    }

    [Fact]
    public async Task Five_percent_after_ten_days_once_and_no_penalty_on_the_penalty()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountOwingAsync(112.52m);
        await city.AccountOwingAsync(50.00m);
        city.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("Late_NothingLate", Refused(await PreviewAsync(city)));
        city.Clock.Advance(TimeSpan.FromDays(1));

        await RunAsync(city);
        Assert.Equal("Late_NothingLate", Refused(await PreviewAsync(city)));
        city.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal("Late_NothingLate", Refused(await PreviewAsync(city)));

        Assert.Equal(new Usd(118_15), await city.BalanceAsync(account));
        var late = await city.ReadAsync(db => db.Adjustments.SingleAsync(a => a.CustomerAccountId == account.Id));
        Assert.Equal((5_63, Supervisor.Name), (late.Amount.Cents, late.ApprovedBy));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Recurring_charges_take_ten_percent_of_what_is_unpaid_each_thirty_days()
    {
        await using var city = await City.CreateAsync();
        await SetRulesAsync(city, Recurring);
        var account = await city.AccountOwingAsync(100.00m);
        city.Clock.Advance(TimeSpan.FromDays(21 + 31));
        await RunAsync(city);
        await city.PayAsync(account, new Usd(60_00));
        city.Clock.Advance(TimeSpan.FromDays(30));

        await RunAsync(city);

        Assert.Equal(
            [10_00, 4_00],
            await city.ReadAsync(db =>
                db.Adjustments.OrderBy(a => a.PostedAt).Select(a => a.Amount.Cents).ToListAsync()));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Sewer_by_statute_ten_percent_then_half_a_percent_a_month_above_a_least_balance()
    {
        await using var city = await City.CreateAsync();
        await SetRulesAsync(city, Statutory);
        var account = await city.AccountOwingAsync(300.00m);
        var small = await city.AccountOwingAsync(35.00m);
        city.Clock.Advance(TimeSpan.FromDays(22));
        await RunAsync(city);
        city.Clock.Advance(TimeSpan.FromDays(31));
        await RunAsync(city);

        Assert.Equal(new Usd(300_00 + 10_00 + 50), await city.BalanceAsync(account));
        Assert.Equal(new Usd(35_00), await city.BalanceAsync(small));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task What_is_disputed_does_not_lift_the_rest_above_the_least_balance()
    {
        await using var city = await City.CreateAsync();
        await SetRulesAsync(city, Statutory);
        var account = await city.AccountOwingAsync(50.00m);
        city.Clock.Advance(TimeSpan.FromDays(22));
        await HoldAsync(city, account, (await city.ItemAsync(account, UtilityService.Water)).Id);

        Assert.Equal("Late_NothingLate", Refused(await PreviewAsync(city)));
    }

    [Fact]
    public async Task What_is_held_or_was_paid_after_the_preview_is_not_charged()
    {
        await using var city = await City.CreateAsync();
        var held = await city.AccountOwingAsync(60.00m);
        var item = await city.AccountOwingAsync(60.00m);
        var paid = await city.AccountOwingAsync(60.00m);
        city.Clock.Advance(TimeSpan.FromDays(40));
        await HoldAsync(city, held, null);
        await HoldAsync(city, item, (await city.ItemAsync(item, UtilityService.Water)).Id);
        var run = City.Done(await PreviewAsync(city));
        await city.PayAsync(paid, new Usd(60_00));

        await ReleaseAndPostAsync(city, run);

        Assert.Equal(new Usd(60_00), await city.BalanceAsync(held));
        Assert.Equal(new Usd(61_50), await city.BalanceAsync(item));
        Assert.Equal(Usd.Zero, await city.BalanceAsync(paid));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_previewed_cannot_release_and_nothing_is_posted_before()
    {
        await using var city = await City.CreateAsync();
        await city.AccountOwingAsync(60.00m);
        city.Clock.Advance(TimeSpan.FromDays(40));
        var run = City.Done(await PreviewAsync(city));

        Assert.Equal("Late_NotReleased", Refused(await PostAsync(city, run)));
        Assert.Equal("Late_OwnRun", Refused(await city.AskAsync<ReleaseLateCharges, Outcome<LateChargeRunRelease>>(
            act => act.RunAsync(new(run.Id, Technician), default))));
        city.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("Late_RunOfAnotherDay", Refused(
            await city.AskAsync<ReleaseLateCharges, Outcome<LateChargeRunRelease>>(
                act => act.RunAsync(new(run.Id, Supervisor), default))));
    }

    [Fact]
    public async Task Killed_and_posted_by_eight_at_once_every_account_is_charged_once()
    {
        await using var city = await City.CreateAsync();
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 60; i++)
        {
            accounts.Add(await city.AccountOwingAsync(60.00m));
        }

        city.Clock.Advance(TimeSpan.FromDays(40));
        var run = City.Done(await PreviewAsync(city));
        City.Done(await city.AskAsync<ReleaseLateCharges, Outcome<LateChargeRunRelease>>(
            act => act.RunAsync(new(run.Id, Supervisor), default)));

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => PostAsync(city, run));
        dying.Value = false;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (City.Done(await PostAsync(city, run)) > 0)
            {
                // The next chunk.
            }
        }));

        foreach (var account in accounts)
        {
            Assert.Equal(new Usd(63_00), await city.BalanceAsync(account));
        }

        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Canceling_the_bill_takes_its_late_charge_along()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountOwingAsync(60.00m);
        city.Clock.Advance(TimeSpan.FromDays(40));
        await RunAsync(city);
        await city.PayAsync(account, new Usd(61_00));
        var bill = await city.ReadAsync(db => db.Bills.SingleAsync());

        await city.CancelAsync(account, bill);

        Assert.Equal(new Usd(-61_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    private static LateChargeFamily Family(decimal first, decimal? next) => new()
    {
        Code = "late", En = "Late charge", Es = "Cargo por pago tardío", FirstPercent = first, NextPercent = next,
    };

    private static Task<Outcome<LateChargeRun>> PreviewAsync(City city) =>
        city.AskAsync<PreviewLateCharges, Outcome<LateChargeRun>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), Technician), default));

    private static Task<Outcome<int>> PostAsync(City city, LateChargeRun run) =>
        city.AskAsync<PostLateCharges, Outcome<int>>(act => act.RunAsync(run.Id, default));

    private static async Task RunAsync(City city) =>
        await ReleaseAndPostAsync(city, City.Done(await PreviewAsync(city)));

    private static async Task ReleaseAndPostAsync(City city, LateChargeRun run)
    {
        City.Done(await city.AskAsync<ReleaseLateCharges, Outcome<LateChargeRunRelease>>(
            act => act.RunAsync(new(run.Id, Supervisor), default)));
        while (City.Done(await PostAsync(city, run)) > 0)
        {
            // The next chunk.
        }
    }

    private static async Task HoldAsync(City city, CustomerAccount account, Guid? item) =>
        City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, item, HoldKind.Dispute, "Says the meter is wrong", city.Today, null,
                Technician),
            default)));

    private static Task<int> SetRulesAsync(City city, string document) => city.ReadAsync(db =>
    {
        var rule = new MoneyRule
        {
            Id = Guid.CreateVersion7(), Kind = MoneyRuleKind.LateCharges, EffectiveOn = city.Today, Document = document,
            MadeBy = Technician.Name, MadeAt = city.Clock.GetUtcNow(),
        };
        db.Add(rule);
        db.Add(new MoneyRuleRelease
        {
            RuleId = rule.Id, ReleasedBy = Supervisor.Name, ReleasedAt = city.Clock.GetUtcNow(),
        });
        return db.SaveChangesAsync();
    });
}
