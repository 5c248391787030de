using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.SecurityDeposits;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.SecurityDeposits.DepositCity;

namespace Portal.Core.Tests.SecurityDeposits;

public sealed class TakeDepositTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_deposit_is_a_liability_and_not_on_the_customers_balance()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var demand = City.Done(await city.DemandAsync(DemandOf(account, 40_00)));
        Assert.Equal(demand.Id, (await city.DepositsOfAsync(account)).Open!.Id);
        var before = await city.LiabilityAsync();

        var deposit = City.Done(await city.TakeAsync(DepositOf(account, 40_00, demand.Id)));

        Assert.Equal(new Usd(60_00), await city.BalanceAsync(account));
        Assert.Equal(before + 40_00, await city.LiabilityAsync());
        var entry = await city.ReadAsync(db => db.Set<DepositMovement>().SingleAsync(m => m.DepositId == deposit.Id));
        var lines = await city.ReadAsync(db => db.JournalLines.Where(l => l.EntryId == entry.JournalEntryId)
            .OrderBy(l => l.No).Select(l => $"{l.Fund} {l.GlAccount} {l.Side} {l.Amount}").ToListAsync());
        Assert.Equal(
            [
                "700 1020 Debit $40.00", "510 2110 Credit $40.00", "510 1310 Debit $40.00", "700 2210 Credit $40.00",
            ],
            lines);
        var after = await city.DepositsOfAsync(account);
        Assert.Equal((new Usd(40_00), null), (after.Held, after.Open));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_at_once_take_one()
    {
        var account = await city.AccountAsync();
        var request = DepositOf(account, 100_00);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.TakeAsync(request)));

        Assert.All(taken, t => Assert.Equal(request.OperationId, City.Done(t).Id));
        Assert.Equal(new Usd(100_00), (await city.DepositsOfAsync(account)).Held);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_people_take_what_was_demanded_once()
    {
        var account = await city.AccountAsync();
        var demand = City.Done(await city.DemandAsync(DemandOf(account, 100_00)));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => city.TakeAsync(DepositOf(account, 100_00, demand.Id))));

        Assert.Equal(new Usd(100_00), (await city.DepositsOfAsync(account)).Held);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_takes_once()
    {
        var account = await city.AccountAsync();
        var request = DepositOf(account, 100_00);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.TakeAsync(request));
        dying.Value = false;
        Assert.Empty((await city.DepositsOfAsync(account)).Rows);
        await city.TakeAsync(request);
        await city.TakeAsync(request);

        Assert.Equal(new Usd(100_00), (await city.DepositsOfAsync(account)).Held);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Not_more_than_two_months_bills_are_demanded()
    {
        var fresh = await city.AccountAsync();
        var known = await city.AccountAsync();
        var bill = await city.BillAsync(known, new Usd(90_00));
        var days = bill.PeriodTo.DayNumber - bill.PeriodFrom.DayNumber;
        var most = (long)(90_00 * (365m / 12m) * 2 / days);

        Assert.Equal("Deposit_AboveEstimate", Refused(await city.DemandAsync(DemandOf(fresh, 150_01))));
        Assert.Equal("Deposit_AboveEstimate", Refused(await city.DemandAsync(DemandOf(known, most + 1))));
        City.Done(await city.DemandAsync(DemandOf(known, most)));
        Assert.Equal("Deposit_DemandThere", Refused(await city.DemandAsync(DemandOf(known, 1_00))));
    }

    [Fact]
    public async Task A_customer_of_a_good_year_is_asked_for_none_when_service_begins()
    {
        var account = await city.AccountAsync();

        Assert.Equal("Deposit_GoodHistory",
            Refused(await city.DemandAsync(DemandOf(account, 50_00, DepositCause.NewService))));
        City.Done(await city.DemandAsync(DemandOf(account, 50_00, DepositCause.Bankruptcy)));
    }

    [Fact]
    public async Task A_demand_is_dropped_with_a_reason_once_and_not_when_paid()
    {
        var account = await city.AccountAsync();
        var demand = City.Done(await city.DemandAsync(DemandOf(account, 50_00)));
        Task<Portal.Core.Common.Outcome<DepositDemand>> DropAsync(Guid id, string why) =>
            city.AskAsync<DropDemand, Portal.Core.Common.Outcome<DepositDemand>>(
                act => act.RunAsync(new(id, why, Technician), default));

        Assert.Equal("Adjust_NoteMissing", Refused(await DropAsync(demand.Id, " ")));
        City.Done(await DropAsync(demand.Id, "Letter of credit"));
        City.Done(await DropAsync(demand.Id, "Letter of credit"));
        var again = City.Done(await city.DemandAsync(DemandOf(account, 50_00)));
        City.Done(await city.TakeAsync(DepositOf(account, 50_00, again.Id)));

        Assert.Equal("Deposit_DemandPaid", Refused(await DropAsync(again.Id, "Late")));
    }

    [Theory]
    [InlineData("Deposit_NoDemand")]
    [InlineData("Deposit_WholeDemand")]
    [InlineData("Deposit_TenderMissing")]
    public async Task What_cannot_be_taken_is_refused(string refusal)
    {
        var account = await city.AccountAsync();
        var demand = City.Done(await city.DemandAsync(DemandOf(account, 50_00)));
        var right = DepositOf(account, 50_00, demand.Id);
        var wrong = refusal switch
        {
            "Deposit_NoDemand" => right with { DemandId = null },
            "Deposit_WholeDemand" => right with { Amount = new Usd(49_99) },
            _ => right with { Tender = Tender.SecurityDeposit },
        };

        Assert.Equal(refusal, Refused(await city.TakeAsync(wrong)));
        Assert.Empty((await city.DepositsOfAsync(account)).Rows);
    }
}
