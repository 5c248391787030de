using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts;

/// <summary>One history of an account, whatever part of the house wrote it.</summary>
public sealed class AccountTimelineTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Bills_payments_looks_and_changes_are_one_history_newest_first()
    {
        var account = await LivedInAsync();

        var all = await AskAsync(account, new([], null, null));

        Assert.Equal(["bill", "payment", "payment_reversed", "flag_placed", "note", "view"],
            all.Events.Reverse().Select(e => e.What).Where(w => !w.StartsWith("mail", StringComparison.Ordinal)));
        Assert.Equal(all.Events.OrderByDescending(e => e.At).Select(e => e.Id), all.Events.Select(e => e.Id));
        Assert.Equal(new Usd(-60_00), all.Events.Single(e => e.What == "payment_reversed").Amount);
    }

    [Theory]
    [InlineData(TimelineKind.Bill, 1)]
    [InlineData(TimelineKind.Payment, 2)]
    [InlineData(TimelineKind.View, 1)]
    [InlineData(TimelineKind.Change, 2)]
    [InlineData(TimelineKind.Request, 0)]
    public async Task Only_the_kinds_that_are_asked_for(TimelineKind kind, int count)
    {
        var found = await AskAsync(await LivedInAsync(), new([kind], null, null));

        Assert.Equal(count, found.Count);
        Assert.All(found.Events, e => Assert.Equal(kind, e.Kind));
    }

    [Fact]
    public async Task Only_the_days_that_are_asked_for()
    {
        var account = await LivedInAsync();
        var today = city.Today;

        Assert.Equal(0, (await AskAsync(account, new([], today.AddDays(1), null))).Count);
        Assert.Equal(0, (await AskAsync(account, new([], null, today.AddDays(-1)))).Count);
        Assert.NotEqual(0, (await AskAsync(account, new([], today, today))).Count);
        Assert.NotEqual(0, (await AskAsync(account, new([], DateOnly.MinValue, DateOnly.MaxValue))).Count);
    }

    [Fact]
    public async Task A_page_holds_so_many_and_the_last_one_the_rest()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        for (var i = 0; i < AccountTimeline.PageSize + 3; i++) { await city.NoteAsync(account, terry, $"Note {i}"); }

        var last = await AskAsync(account, new([], null, null), 99);

        Assert.Equal((2, 2, 3), (last.Page, last.Pages, last.Events.Count));
    }

    [Fact]
    public async Task What_is_open_is_by_fund_what_the_aging_and_the_balance_say()
    {
        var account = await city.AccountOwingAsync(90.00m);
        await city.BillAsync(account, new Usd(33_33));
        await city.PayAsync(account, new Usd(41_17));

        var whole = await city.ReadAsync(db => AccountWhole.OfAsync(
            db, account.Id, [], city.Services.GetRequiredService<BusinessClock>(), default));

        var aging = await city.ReadAsync(db => AccountAging.OfAsync(db, account.Id, city.Today, default));
        Assert.Equal(aging.Funds.Select(f => (f.Fund, f.Amount)),
            whole.Open.GroupBy(o => o.Fund).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Select(o => o.Open).Sum())));
        Assert.Equal(await city.BalanceAsync(account), whole.Open.Select(o => o.Open).Sum());
        Assert.Equal(aging.Open, aging.Buckets.Select(b => b.Amount).Sum());
    }

    private async Task<CustomerAccount> LivedInAsync()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        await city.BillAsync(account, new Usd(60_00));
        city.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var payment = await city.PayAsync(account, new Usd(60_00));
        city.Clock.Advance(TimeSpan.FromMilliseconds(1));
        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "test", Actor.System), default)));
        city.Clock.Advance(TimeSpan.FromMilliseconds(1));
        City.Done(await city.FlagAsync(city.Flagging(account, FlagKind.Medical, terry)));
        city.Clock.Advance(TimeSpan.FromMilliseconds(1));
        City.Done(await city.NoteAsync(account, terry, "Hello."));
        city.Clock.Advance(TimeSpan.FromMilliseconds(1));
        City.Done(await city.ReadAsync(db => new RecordCustomerView(
            db, new RaiseOfficeTask(db, city.Clock), new BusinessClock(city.Clock, TimeZoneInfo.Utc)).RunAsync(
                new(terry, account.Id, "/office/accounts", null) { Reason = "call" }, default)));
        return account;
    }

    private Task<AccountTimeline> AskAsync(CustomerAccount account, AccountTimeline.Filter filter, int page = 1) =>
        city.AskAsync<BusinessClock, AccountTimeline>(clock => city.ReadAsync(
            db => AccountTimeline.OfAsync(db, account.Id, filter, page, clock, default)));
}
