using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Arrangements;

/// <summary>An agreement through its months: kept, missed, made up, broken; and what is late meanwhile.</summary>
public sealed class FollowArrangementsTests
{
    [Fact]
    public async Task Kept_to_the_end_it_is_closed_and_nothing_was_late()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        Assert.Equal(new Usd(487_31), await city.LateAsync(account));

        City.Done(await city.ArrangeAsync(account, months: 12));

        Assert.Equal(Usd.Zero, await city.LateAsync(account));
        foreach (var installment in (await city.ArrangementAsync(account)).Installments.OrderBy(i => i.No))
        {
            city.Days(installment.DueOn.DayNumber - city.Today.DayNumber - 2);
            await city.FollowAsync();
            await city.FollowAsync();
            city.Days(2);
            var bill = await city.BillAsync(account, new Usd(50_00));
            await city.PayAsync(account, installment.Amount);
            await city.PayAsync(account, new Usd(50_00));
            Assert.Equal(Usd.Zero, await OpenOfAsync(city, bill.Id));
            Assert.Equal(Usd.Zero, await city.LateAsync(account));
            Assert.Empty(await ItemsLateAsync(city, account));
        }

        await city.FollowAsync();
        Assert.Equal(ArrangementState.Active, (await city.ArrangementAsync(account)).State);
        city.Days(20);
        await city.FollowAsync();
        Assert.Equal(ArrangementState.Kept, (await city.ArrangementAsync(account)).State);
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        var letters = await city.ArrangementLettersAsync(account);
        Assert.Equal(12, letters.Count(l => l == "arrangement_reminder"));
        Assert.Equal("arrangement_kept", letters[^1]);
        Assert.DoesNotContain("arrangement_missed", letters);
        Assert.Equal(0, await city.ReadAsync(db => db.Set<AccountHold>().CountAsync(h => h.EndsOn == null)));
    }

    [Fact]
    public async Task Missed_it_is_told_then_broken_and_all_is_late_as_billed()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 12));
        var first = (await city.ArrangementAsync(account)).Installments.Single(i => i.No == 1);
        city.Days(first.DueOn.DayNumber - city.Today.DayNumber);
        await city.FollowAsync();
        Assert.Equal(Usd.Zero, await city.LateAsync(account));

        city.Days(1);
        Assert.Equal(1, await city.FollowAsync());
        Assert.Equal(new Usd(40_61), await city.LateAsync(account));
        Assert.Empty(await ItemsLateAsync(city, account));
        city.Days(5);
        Assert.Equal(0, await city.FollowAsync());
        city.Days(1);
        var rounds = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.FollowAsync()));

        Assert.Equal(1, rounds.Sum());
        var broken = await city.ArrangementAsync(account);
        Assert.Equal((ArrangementState.Broken, "system"), (broken.State, broken.EndedBy));
        Assert.Equal(new Usd(487_31), await city.LateAsync(account));
        Assert.Equal(
            ["arrangement_agreed", "arrangement_reminder", "arrangement_missed", "arrangement_broken"],
            await city.ArrangementLettersAsync(account));
        city.Days(1);
        Assert.NotEmpty(await ItemsLateAsync(city, account));
        Assert.Equal("Arrange_BrokenLately", Refused(await city.ArrangeAsync(account, months: 3)));
    }

    [Fact]
    public async Task Made_up_for_in_the_days_of_grace_it_goes_on()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 12));
        city.Days(40);
        Assert.Equal(1, await city.FollowAsync());

        await city.PayAsync(account, new Usd(40_61));
        city.Days(10);
        await city.FollowAsync();

        Assert.Equal(ArrangementState.Active, (await city.ArrangementAsync(account)).State);
        Assert.Equal(Usd.Zero, await city.LateAsync(account));
    }

    [Fact]
    public async Task A_current_bill_left_unpaid_breaks_it_too()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 12));
        await city.BillAsync(account, new Usd(50_00));
        city.Days(22);
        await city.PayAsync(account, new Usd(20_00));
        Assert.Equal(new Usd(30_00), await city.LateAsync(account));

        // Each month's payment goes to the bill first: it fell due first.
        city.Days(10);
        await city.PayAsync(account, new Usd(10_00));
        Assert.Equal(1, await city.FollowAsync());
        Assert.Equal("arrangement_missed", (await city.ArrangementLettersAsync(account))[^1]);
        city.Days(6);
        Assert.Equal(1, await city.FollowAsync());

        Assert.Equal(ArrangementState.Broken, (await city.ArrangementAsync(account)).State);
    }

    [Fact]
    public async Task Of_bills_beside_it_only_the_unpaid_one_is_told_of()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync("""{"plan": {}, "current_bill_days": 3, "reminder_days": 0}""");
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 12));
        var bill = await city.BillAsync(account, new Usd(50_00));

        city.Days(21 + 3);
        Assert.Equal(0, await city.FollowAsync());
        city.Days(1);
        Assert.Equal(1, await city.FollowAsync());

        Assert.Equal("arrangement_bill_missed", (await city.ArrangementLettersAsync(account))[^1]);
        var notice = await city.ReadAsync(db => db.Set<ArrangementNotice>().SingleAsync());
        Assert.Equal((ArrangementNoticeKind.BillMissed, bill.DueOn), (notice.Kind, notice.DueOn));
    }

    [Fact]
    public async Task A_payment_taken_back_is_missed_again_and_early_payoff_keeps_it()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 12));
        var paid = await city.PayAsync(account, new Usd(40_61));
        city.Days(32);
        await city.FollowAsync();
        Assert.Equal(Usd.Zero, await city.LateAsync(account));

        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
            new(paid.Id, "Returned", Technician) { Cause = ReversalCause.ReturnedItem }, default)));
        Assert.Equal(new Usd(40_61), await city.LateAsync(account));
        await city.PayAsync(account, new Usd(487_31));
        city.Days(20);
        await city.FollowAsync();

        Assert.Equal(ArrangementState.Kept, (await city.ArrangementAsync(account)).State);
    }

    [Fact]
    public async Task It_is_told_to_be_kept_when_the_last_check_is_good_and_not_if_it_comes_back()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 3));
        var check = await city.PayAsync(account, new Usd(487_31));

        city.Days(10);
        Assert.Equal(0, await city.FollowAsync());
        await ReturnAsync(city, check);
        city.Days(20);
        await city.FollowAsync();

        Assert.Equal(ArrangementState.Active, (await city.ArrangementAsync(account)).State);
        Assert.DoesNotContain("arrangement_kept", await city.ArrangementLettersAsync(account));
    }

    [Fact]
    public async Task What_comes_back_after_it_was_kept_ends_it_and_the_customer_is_told()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        City.Done(await city.ArrangeAsync(account, months: 3));
        var check = await city.PayAsync(account, new Usd(487_31));
        city.Days(20);
        await city.FollowAsync();
        Assert.Equal(ArrangementState.Kept, (await city.ArrangementAsync(account)).State);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReturnAsync(city, check)));

        var ended = await city.ArrangementAsync(account);
        Assert.Equal((ArrangementState.Ended, "A payment of it came back."), (ended.State, ended.EndNote));
        Assert.Equal(new Usd(487_31), await city.LateAsync(account));
        Assert.Equal(
            ["arrangement_agreed", "arrangement_kept", "arrangement_came_back"],
            await city.ArrangementLettersAsync(account));
        Assert.Null((await city.OfferAsync(account)).WhyNot);
    }

    [Fact]
    public async Task One_that_was_undone_leaves_room_for_one_more_and_the_next_counts()
    {
        await using var city = await City.CreateAsync();
        // One in months a year.
        await city.AllowAsync();
        var account = await LateAsync(city);
        var offered = new List<string?>();
        for (var round = 0; round < 3; round++)
        {
            offered.Add((await city.OfferAsync(account)).NoPlan?.Key);
            if (offered[^1] is not null) { break; }

            City.Done(await city.ArrangeAsync(account, months: 3));
            var check = await city.PayAsync(account, new Usd(487_31));
            city.Days(20);
            await city.FollowAsync();
            await ReturnAsync(city, check);
            Assert.Equal(ArrangementState.Ended, (await city.ArrangementAsync(account)).State);
        }

        Assert.Equal([null, null, "Arrange_TooManyPlans"], offered);
    }

    private static async Task ReturnAsync(City city, Payment payment) => City.Done(
        await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
            new(payment.Id, "Returned", Technician) { Cause = ReversalCause.ReturnedItem }, default)));

    [Fact]
    public async Task The_office_ends_one_with_a_reason_and_its_consent_ends_with_it()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await LateAsync(city);
        var user = await city.ResidentAsync("Rosa", account);
        var schedule = City.Done((await city.OfferAsync(account)).ScheduleOf(ArrangementKind.Arrangement, 3, null));
        var agreed = City.Done(await city.AskAsync<AgreeToArrangement, Outcome<PaymentArrangement>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, ArrangementKind.Arrangement, 3, null, schedule.Seen,
                new(user.Id, "es", "Acepto.", null), Actor.Resident(user.Id)),
            default)));

        Assert.Equal("Adjust_NoteMissing", Refused(await EndAsync(city, account, agreed.Id, " ")));
        Assert.Equal("Arrange_NotFound", Refused(await EndAsync(city, account, Guid.NewGuid(), "Asked to")));
        City.Done(await EndAsync(city, account, agreed.Id, "Asked to"));
        City.Done(await EndAsync(city, account, agreed.Id, "Again"));

        var ended = await city.ArrangementAsync(account);
        Assert.Equal((ArrangementState.Ended, "Asked to"), (ended.State, ended.EndNote));
        Assert.Equal(agreed.ConsentId, await city.ReadAsync(db => db.Set<ConsentEnd>().Select(e => (Guid?)e.ConsentId)
            .SingleAsync()));
        Assert.Equal(new Usd(487_31), await city.LateAsync(account));
        Assert.Equal("arrangement_ended", (await city.ArrangementLettersAsync(account))[^1]);
    }

    /// <summary>Owes $487.31 whose due day has passed.</summary>
    private static async Task<CustomerAccount> LateAsync(City city)
    {
        var account = await city.AccountAsync(email: "rosa@example.com");
        await city.BillAsync(account, new Usd(487_31));
        city.Days(40);
        return account;
    }

    private static Task<Outcome<PaymentArrangement>> EndAsync(
        City city, CustomerAccount account, Guid arrangement, string reason) =>
        city.AskAsync<EndArrangement, Outcome<PaymentArrangement>>(
            act => act.RunAsync(new(account.Id, arrangement, reason, Technician), default));

    private static Task<Usd> OpenOfAsync(City city, Guid bill) =>
        city.ReadAsync(db => db.OpenItems.Where(i => i.BillId == bill).Select(i => i.Open).SumUsdAsync(default));

    private static Task<IReadOnlyList<LateItems.Late>> ItemsLateAsync(City city, CustomerAccount account) =>
        city.ReadAsync(async db => await LateItems.OnAsync(
            db, (await db.RulesOnAsync<LateChargeRules>(MoneyRuleKind.LateCharges, city.Today, default))!, city.Today,
            [account.Id], default));
}
