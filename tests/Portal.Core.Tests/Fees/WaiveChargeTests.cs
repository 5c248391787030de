using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Fees.ChargingCity;

namespace Portal.Core.Tests.Fees;

public sealed class WaiveChargeTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20_00, -20_00, 20_00)]
    [InlineData(5_00, -5_00, 5_00)]
    public async Task What_was_paid_on_it_is_the_customers_again(long paid, long balance, long unapplied)
    {
        var account = await city.AccountAsync();
        var fee = await city.ChargedAsync(account, FeeKind.NewAccount);
        if (paid > 0)
        {
            await city.PayAsync(account, new Usd(paid));
        }

        var waived = City.Done(await city.WaiveAsync(WaiverOf(account, fee.Id))).Adjustment!;

        Assert.Equal(new Usd(balance), await city.BalanceAsync(account));
        Assert.Equal(fee.Id, await city.ReadAsync(db => db.Set<ChargeWaiver>()
            .Where(w => w.AdjustmentId == waived.Id).Select(w => w.WaivesId).SingleAsync()));
        Assert.Equal(new Usd(unapplied), await city.ReadAsync(db => db.Payments
            .Where(p => p.CustomerAccountId == account.Id).Select(p => p.Unapplied).SumUsdAsync(default)));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_field_visit_is_waived_once_in_twelve_months()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountAsync();
        var (first, second) = (await own.ChargedAsync(account, FeeKind.FieldVisit),
            await own.ChargedAsync(account, FeeKind.FieldVisit));
        await ApprovedAsync(own, WaiverOf(account, first.Id));

        Assert.Equal("Waive_TooSoon", Refused(await own.WaiveAsync(WaiverOf(account, second.Id))));
        own.Clock.Advance(TimeSpan.FromDays(366));
        var clock = own.Services.GetRequiredService<BusinessClock>();
        await own.ReadAsync(db => new OpenPeriods(db, clock).RunAsync(default));
        await ApprovedAsync(own, WaiverOf(account, second.Id));

        Assert.Equal(Usd.Zero, await own.BalanceAsync(account));
        await own.AssertBooksAsync();
    }

    [Fact]
    public async Task Above_the_limit_it_waits_for_another_person()
    {
        var account = await city.AccountAsync();
        var fee = await city.ChargedAsync(account, FeeKind.Reconnect);
        var request = WaiverOf(account, fee.Id);

        var waiting = City.Done(await city.WaiveAsync(request)).Waiting!;
        Assert.Equal(new Usd(60_00), await city.BalanceAsync(account));
        Assert.Equal("Approval_OwnRequest", Refused(await city.DecideAsync(waiting.Id, Decision.Approved, Technician)));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_at_once_waive_one_and_so_do_eight_people()
    {
        var (account, neighbor) = (await city.AccountAsync(), await city.AccountAsync());
        var fee = await city.ChargedAsync(account, FeeKind.NewAccount);
        var other = await city.ChargedAsync(neighbor, FeeKind.NewAccount);
        var request = WaiverOf(account, fee.Id);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.WaiveAsync(request)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.WaiveAsync(WaiverOf(neighbor, other.Id))));

        Assert.Equal((Usd.Zero, Usd.Zero), (await city.BalanceAsync(account), await city.BalanceAsync(neighbor)));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_waives_once()
    {
        var account = await city.AccountAsync();
        var request = WaiverOf(account, (await city.ChargedAsync(account, FeeKind.NewAccount)).Id);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.WaiveAsync(request));
        dying.Value = false;
        Assert.Equal(new Usd(20_00), await city.BalanceAsync(account));
        await city.WaiveAsync(request);
        await city.WaiveAsync(request);

        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task What_cannot_be_waived_is_refused()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var fee = await city.ChargedAsync(account, FeeKind.NewAccount);
        var elsewhere = await city.ChargedAsync(await city.AccountAsync(), FeeKind.NewAccount);

        Assert.Equal("Adjust_NoteMissing",
            Refused(await city.WaiveAsync(WaiverOf(account, fee.Id) with { Note = "" })));
        Assert.Equal("Waive_NotAnyCharge", Refused(await city.WaiveAsync(WaiverOf(account, elsewhere.Id))));
        City.Done(await city.WaiveAsync(WaiverOf(account, fee.Id)));
        Assert.Equal("Waive_NotAnyCharge", Refused(await city.WaiveAsync(WaiverOf(account, fee.Id))));
        Assert.Equal(new Usd(60_00), await city.BalanceAsync(account));
    }

    private static async Task ApprovedAsync(City city, WaiveCharge.Request request)
    {
        if (City.Done(await city.WaiveAsync(request)).Waiting is { } waiting)
        {
            City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));
        }
    }
}
