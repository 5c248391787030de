using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Tests.Moves;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Budget;

/// <summary>Bills of a plan taken back and billed again, final bills, and whole runs.</summary>
public sealed class BudgetCorrectionsTests
{
    [Fact]
    public async Task Billed_again_in_the_middle_it_asks_for_the_same_and_the_difference_gathers()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        var first = await city.MonthAsync(account, 178_00);
        await city.MonthAsync(account, 190_00);

        await city.CancelAsync(account, first);
        Assert.Equal((-130_00, 51_00), await city.LastAsync(account));
        var between = await city.NowAsync(account);
        await city.AgainAsync(first, 150_00);
        await city.MonthAsync(account, 130_00);

        Assert.Equal((190_00, 51_00), (between.Balance.Cents, between.Deferred.Cents));
        var entries = await city.EntriesAsync(account);
        Assert.Equal([(1, 130_00), (2, 139_00), (1, -130_00), (1, 130_00)], MonthsAsked(entries).Take(4));
        Assert.Equal(71_00, entries[3].Gathered.Cents);
        // The corrected month counts as it is now: (9 × 125.20 + 150 + 190 + 130 + 71) ÷ 12.
        Assert.Equal((3, 138_98), MonthsAsked(entries)[4]);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task What_settled_is_settled_again_by_its_correction()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "fixed_twelfth"}""");
        var account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
        for (var month = 1; month < 12; month++)
        {
            await city.MonthAsync(account, 110_00);
            await city.PayDueAsync(account);
        }

        var last = await city.MonthAsync(account, 110_00);
        Assert.Equal((220_00, 0), await city.LastAsync(account));
        await city.CancelAsync(account, last);
        await city.AgainAsync(last, 90_00);

        Assert.Equal((200_00, 0), await city.LastAsync(account));
        Assert.Equal(new Usd(200_00), (await city.NowAsync(account)).Due);
    }

    [Fact]
    public async Task A_bill_before_the_plan_and_one_of_a_plan_that_ended_ask_for_what_they_charge()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        var old = await city.ReadAsync(db => db.Bills.OrderByDescending(b => b.Number).FirstAsync());
        var first = await city.MonthAsync(account, 178_00);
        await city.CancelAsync(account, old);
        await city.AgainAsync(old, 105_20);
        Assert.Equal((105_20, 48_00), await city.LastAsync(account));
        City.Done(await city.LeaveAsync(account));
        await city.MonthAsync(account, 100_00);

        await city.CancelAsync(account, first);

        Assert.Equal((-48_00, 0), await city.LastAsync(account));
        await city.AgainAsync(first, 170_00);
        var now = await city.NowAsync(account);
        Assert.Equal((Usd.Zero, now.Balance), (now.Deferred, now.Due));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_run_asks_for_what_plans_say_and_ends_who_leaves()
    {
        await using var town = await TownAsync(6);
        var (city, rolling, leaving) = (town.City, await town.AccountAsync(1), await town.AccountAsync(2));
        foreach (var account in (CustomerAccount[])[rolling, leaving])
        {
            City.Done(await city.EnrollAsync(account));
        }

        await RunAsync(town);
        City.Done(await city.LeaveAsync(leaving));
        await RunAsync(town);

        var expected = Plan(await BillsAsync(town, rolling));
        Assert.Equal(expected, (await city.EntriesAsync(rolling)).Select(e => (e.Asked, e.Gathered)));
        Assert.Equal(Usd.Zero, (await city.NowAsync(leaving)).Deferred);
        Assert.Equal(BudgetEnrollmentState.Ended, (await city.EnrollmentAsync(leaving)).State);
        Assert.Equal(expected[^1].Gathered, (await city.NowAsync(rolling)).Deferred);
        Assert.Equal(2, await town.CountAsync("select count(distinct customer_account_id) from budget_entry"));
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0)]
    public async Task The_end_of_service_asks_for_all_with_a_final_bill_or_without(int daysAfterTheBill)
    {
        await using var town = await TownAsync(2);
        var (city, account) = (town.City, await town.AccountAsync(1));
        City.Done(await city.EnrollAsync(account));
        await RunAsync(town);
        var gathered = (await city.NowAsync(account)).Deferred;
        city.Days(daysAfterTheBill);
        var request = await town.EndingAsync(account);

        City.Done(await town.EndAsync(request with { Reads = daysAfterTheBill == 0 ? [] : request.Reads }));

        var (now, last) = (await city.NowAsync(account), (await city.EntriesAsync(account))[^1]);
        Assert.False(gathered.IsZero);
        Assert.Equal((Usd.Zero, now.Balance), (now.Deferred, now.Due));
        Assert.Equal(
            daysAfterTheBill == 0 ? (BudgetEntryKind.Settled, gathered) : (BudgetEntryKind.Bill, last.Asked),
            (last.Kind, last.Asked));
        var ended = await city.EnrollmentAsync(account);
        Assert.Equal((BudgetEnrollmentState.Ended, BudgetLeaveReason.Moved), (ended.State, ended.LeaveReason));
    }

    [Fact]
    public async Task A_final_bill_of_a_closed_account_is_canceled_and_nothing_stays_deferred()
    {
        await using var town = await TownAsync(2);
        var (city, account) = (town.City, await town.AccountAsync(1));
        City.Done(await city.EnrollAsync(account));
        await RunAsync(town);
        city.Days(10);
        City.Done(await town.EndAsync(await town.EndingAsync(account)));
        var bills = await BillsAsync(town, account);

        await city.CancelAsync(account, bills[^1]);
        await city.CancelAsync(account, bills[^2]);

        var now = await city.NowAsync(account);
        Assert.Equal((Usd.Zero, now.Balance), (now.Deferred, now.Due));
        Assert.Equal(2, (await city.EntriesAsync(account)).Count(e => e.Kind == BudgetEntryKind.Canceled));
        await city.AssertBooksAsync();
    }

    /// <summary>A town whose accounts have a year of bills, paid, and are read today.</summary>
    private static async Task<BillingTown> TownAsync(int accounts)
    {
        var town = await BillingTown.CreateAsync(accounts, inChunk: 4);
        var city = town.City;
        await city.OfferAsync("""{"kind": "rolling"}""");
        for (var month = 0; month < 12; month++)
        {
            city.Days(month == 0 ? 0 : city.Today.AddMonths(1).DayNumber - city.Today.DayNumber);
            for (var no = 1; no <= accounts; no++)
            {
                var account = await town.AccountAsync(no);
                await city.BillAsync(account, new Usd(60_00 + no * 5_00));
                await city.PayAsync(account, new Usd(60_00 + no * 5_00));
            }
        }

        await town.ReadAsync(city.Today, accounts);
        return town;
    }

    private static async Task RunAsync(BillingTown town)
    {
        town.City.Days(town.City.Today.AddMonths(1).DayNumber - town.City.Today.DayNumber);
        await town.ReadAsync(town.City.Today, (int)await town.CountAsync("select count(*) from customer_account"));
        await town.BillAsync(town.City.Today);
    }

    private static Task<List<Bill>> BillsAsync(BillingTown town, CustomerAccount account) =>
        town.City.ReadAsync(db => db.Bills.AsNoTracking().Where(b => b.CustomerAccountId == account.Id)
            .OrderBy(b => b.Number).ToListAsync());

    /// <summary>What the pure plan makes of an account's bills after the first twelve.</summary>
    private static List<(Usd Asked, Usd Gathered)> Plan(List<Bill> bills)
    {
        var plan = BudgetPlan.Begin(
            BudgetKind.Rolling, BudgetRules.Usual, [.. bills.Take(12).Select(b => b.NewCharges)]);
        var asked = new List<(Usd, Usd)>();
        foreach (var bill in bills.Skip(12))
        {
            (var part, plan) = plan.Bill(bill.NewCharges);
            asked.Add((part, plan.Gathered));
        }

        return asked;
    }

    private static List<(int Month, long Asked)> MonthsAsked(IEnumerable<BudgetEntry> entries) =>
        [.. entries.Select(e => (e.Month, e.Asked.Cents))];
}

/// <summary>How these tests bill again.</summary>
internal static class BilledAgain
{
    /// <summary>Bills the period of a canceled bill again: one charge for water.</summary>
    public static async Task<Bill> AgainAsync(this City city, Bill canceled, long cents) => City.Done(
        await city.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), canceled.CustomerAccountId, canceled.PeriodFrom, canceled.PeriodTo,
                city.Today.AddDays(21),
                [
                    new("water_use", ChargeKind.Service, UtilityService.Water, 3, "CCF", new(cents), "510", "4010",
                        "{}"),
                ],
                [], Technician)
            { Rebills = canceled.Id },
            default)));
}
