using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Drafts;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;

namespace Portal.Core.Tests.Payments;

/// <summary>
/// Where disputes, arrangements and drafts meet: what is in dispute, or may be paid later, is not asked for now.
/// </summary>
public sealed class DisputedMoneyTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_disputed_charge_is_neither_asked_for_nor_late_and_money_waits_beside_it()
    {
        var (account, bill, rosa) = await BilledAsync();

        var request = await DisputeAsync(rosa, bill, 2);

        Assert.Equal(new Usd(53_34), await DueByAsync(account, null));
        city.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(new Usd(53_34), await LateAsync(account));
        await city.PayAsync(account, new Usd(80_00));
        Assert.Equal((Usd.Zero, new Usd(26_66)), (await city.BalanceAsync(account), await WaitingAsync(account)));
        Assert.Equal(new Usd(26_66), await OpenAsync(account));
        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, rosa.Id), default)));
        Assert.Equal((Usd.Zero, Usd.Zero), (await OpenAsync(account), await WaitingAsync(account)));
    }

    [Fact]
    public async Task Of_an_arrangement_only_what_falls_due_by_a_day_is_asked_for()
    {
        await city.AllowAsync();
        var (account, _, _) = await BilledAsync(487_31);
        City.Done(await city.ArrangeAsync(account, months: 12));
        var first = (await city.ArrangementAsync(account)).Installments.OrderBy(i => i.DueOn).First();

        Assert.Equal(new Usd(487_31), await DueByAsync(account, null));
        Assert.Equal(Usd.Zero, await DueByAsync(account, first.DueOn.AddDays(-1)));
        Assert.Equal(first.Amount, await DueByAsync(account, first.DueOn));
    }

    [Fact]
    public async Task A_disputed_part_of_an_arrangement_is_not_missed()
    {
        await city.AllowAsync();
        var (account, bill, rosa) = await BilledAsync();
        City.Done(await city.ArrangeAsync(account, months: 2));
        await DisputeAsync(rosa, bill, 1, 2);

        city.Clock.Advance(TimeSpan.FromDays(40));
        await city.FollowAsync();

        Assert.Equal(Usd.Zero, await LateAsync(account));
        Assert.DoesNotContain("arrangement_missed", await city.ArrangementLettersAsync(account));
    }

    [Fact]
    public async Task A_payment_made_up_for_that_comes_back_is_told_again_before_anything_is_broken()
    {
        await city.AllowAsync();
        var (account, _, _) = await BilledAsync(487_31);
        City.Done(await city.ArrangeAsync(account, months: 12));
        city.Clock.Advance(TimeSpan.FromDays(35));
        await city.FollowAsync();
        var check = await city.PayAsync(account, new Usd(40_61));
        city.Clock.Advance(TimeSpan.FromDays(10));
        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(check.Id, "not honored", Actor.System), default)));
        city.Clock.Advance(TimeSpan.FromDays(1));

        await city.FollowAsync();

        Assert.Equal(ArrangementState.Active, (await city.ArrangementAsync(account)).State);
        city.Clock.Advance(TimeSpan.FromDays(6));
        await city.FollowAsync();
        Assert.Equal(ArrangementState.Broken, (await city.ArrangementAsync(account)).State);
        Assert.Equal(2, (await city.ArrangementLettersAsync(account)).Count(l => l == "arrangement_missed"));
    }

    [Fact]
    public async Task An_arrangement_whose_bill_is_canceled_has_ended_and_is_not_called_kept()
    {
        await city.AllowAsync();
        var (account, bill, _) = await BilledAsync(60_00);
        City.Done(await city.ArrangeAsync(account, months: 2));

        await city.CancelAsync(account, bill);
        await city.FollowAsync();

        Assert.Equal(ArrangementState.Ended, (await city.ArrangementAsync(account)).State);
        Assert.DoesNotContain("arrangement_kept", await city.ArrangementLettersAsync(account));
    }

    private async Task<(CustomerAccount Account, Bill Bill, PortalUser Rosa)> BilledAsync(long cents = 80_00)
    {
        var account = await city.AccountOwingAsync(cents / 100m);
        await city.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, "rosa@example.com")));
        var bill = await city.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        return (account, bill, await city.ResidentAsync("Rosa", account));
    }

    private async Task<CustomerRequest> DisputeAsync(PortalUser user, Bill bill, params int[] lines) =>
        City.Done(await city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, bill.Id, lines, "I was away.", []), default)));

    private Task<Usd> DueByAsync(CustomerAccount account, DateOnly? day) =>
        city.ReadAsync(async db => (await db.DueByAsync(
            [(account.Id, day ?? new DateOnly(2100, 1, 1))], default))[account.Id]);

    private Task<Usd> LateAsync(CustomerAccount account) =>
        city.ReadAsync(db => db.PastDueAsync(account.Id, city.Today, default));

    private Task<Usd> OpenAsync(CustomerAccount account) => city.ReadAsync(async db =>
        (await db.OpenItems.Where(i => i.CustomerAccountId == account.Id).Select(i => i.Open).ToListAsync()).Sum());

    private Task<Usd> WaitingAsync(CustomerAccount account) => city.ReadAsync(async db =>
        (await db.Payments.Where(p => p.CustomerAccountId == account.Id).Select(p => p.Unapplied).ToListAsync()).Sum());
}
