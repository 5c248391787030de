using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>A disputed line is held, the rest stays due, and a decision leaves days to pay.</summary>
public sealed class DisputeTests(City city) : IClassFixture<City>
{
    private static readonly LateChargeFamily Ten = new()
    {
        Code = "late", En = "Late charge", Es = "Cargo por atraso", FirstPercent = 10m,
    };

    [Fact]
    public async Task Only_the_disputed_line_is_kept_from_late_charges()
    {
        var (_, bill, rosa) = await BilledAsync();

        var request = City.Done(await DisputeAsync(rosa, bill, [1]));

        city.Clock.Advance(TimeSpan.FromDays(40));
        var late = await LateAsync(bill);
        Assert.DoesNotContain(1, late);
        Assert.Equal([2, 3], late);
        var standing = await city.ReadAsync(db => StandingDispute.OfBillAsync(db, bill.Id, rosa.Id, default));
        Assert.Equal((request.Id, 1, new Usd(40_00)), standing.Select(s => (s.RequestId, s.LineNo, s.Open)).Single());
    }

    [Fact]
    public async Task Eight_clicks_at_once_dispute_once_and_another_form_not_at_all()
    {
        var (_, bill, rosa) = await BilledAsync();
        var operation = Guid.CreateVersion7();

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DisputeAsync(rosa, bill, [1, 2], operation)));
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DisputeAsync(rosa, bill, [2])));

        Assert.All(same, s => Assert.Equal(operation, City.Done(s).Id));
        Assert.All(others, o => Assert.Equal("Dispute_Already", o.Key()));
        Assert.Equal(2, await HoldsAsync(bill));
    }

    [Fact]
    public async Task Eight_different_forms_at_once_dispute_a_line_once()
    {
        var (_, bill, rosa) = await BilledAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DisputeAsync(rosa, bill, [3])));

        Assert.Single(answers, a => a.Key() == "done");
        Assert.Equal(1, await HoldsAsync(bill));
    }

    [Theory]
    [InlineData(DisputeRuling.Denied, 0)]
    [InlineData(DisputeRuling.Partly, 1)]
    [InlineData(DisputeRuling.Upheld, 1)]
    public async Task A_decision_answers_leaves_days_to_pay_and_asks_for_the_correction(DisputeRuling ruling, int tasks)
    {
        var (account, bill, rosa) = await BilledAsync();
        var request = City.Done(await DisputeAsync(rosa, bill, [1]));
        var clerk = await city.ClerkAsync();
        Assert.Equal("Dispute_DecideFirst", (await city.AnswerAsync(request, clerk)).Key());
        city.Clock.Advance(TimeSpan.FromDays(40));

        var decision = City.Done(await city.AskAsync<DecideDispute, Outcome<DisputeDecision>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), request.Id, ruling, "The meter was read.", clerk), default)));

        Assert.Equal(city.Today.AddDays(21), decision.PayBy);
        Assert.Equal(RequestState.Answered, (await city.NowAsync(request)).State);
        Assert.DoesNotContain(1, await LateAsync(bill));
        Assert.Equal(tasks, await city.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == "dispute_correction")));
        city.Clock.Advance(TimeSpan.FromDays(22));
        Assert.Equal(ruling == DisputeRuling.Denied, (await LateAsync(bill)).Contains(1));
    }

    [Fact]
    public async Task Who_manages_the_account_no_more_cannot_take_it_back()
    {
        var (_, bill, rosa) = await BilledAsync();
        var request = City.Done(await DisputeAsync(rosa, bill, [1]));
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == rosa.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, Portal.Core.Accounts.AccountLevel.Pay)));

        Assert.Equal("Request_NotFound", (await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, rosa.Id), default))).Key());
        Assert.Equal("Request_NotFound", (await city.WriteAsync(request, rosa.Id, "More")).Key());
        Assert.Equal("Request_BillMissing", (await DisputeAsync(rosa, bill, [2])).Key());
    }

    [Fact]
    public async Task Who_pays_the_rest_has_paid_the_rest()
    {
        var (account, bill, rosa) = await BilledAsync();
        var request = City.Done(await DisputeAsync(rosa, bill, [2]));

        await city.PayAsync(account, new Usd(53_34));

        Assert.Equal([new Usd(0), new Usd(26_66), new Usd(0)], await OpenAsync(bill));
        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, rosa.Id), default)));
        await city.PayAsync(account, new Usd(26_66));
        Assert.Equal([new Usd(0), new Usd(0), new Usd(0)], await OpenAsync(bill));
    }

    [Fact]
    public async Task Taken_back_it_holds_nothing_and_may_be_disputed_again()
    {
        var (_, bill, rosa) = await BilledAsync();
        var request = City.Done(await DisputeAsync(rosa, bill, [1]));

        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, rosa.Id), default)));

        Assert.Equal(RequestState.Closed, (await city.NowAsync(request)).State);
        city.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Contains(1, await LateAsync(bill));
        City.Done(await DisputeAsync(rosa, bill, [1]));
    }

    [Fact]
    public async Task What_cannot_be_disputed_is_refused()
    {
        var (_, bill, rosa) = await BilledAsync();
        var stranger = await city.ResidentAsync("Ana", await city.AccountAsync());

        Assert.Equal("Request_BillMissing", (await DisputeAsync(stranger, bill, [1])).Key());
        Assert.Equal("Dispute_LinesMissing", (await DisputeAsync(rosa, bill, [])).Key());
        Assert.Equal("Request_LineMissing", (await DisputeAsync(rosa, bill, [1, 99])).Key());
    }

    [Fact]
    public async Task A_line_that_is_paid_is_held_too_for_a_payment_may_come_back()
    {
        var (account, bill, rosa) = await BilledAsync();
        await city.PayAsync(account, new Usd(80_00));

        var request = City.Done(await DisputeAsync(rosa, bill, [1]));

        Assert.Equal(1, await HoldsAsync(bill));
        var record = await city.ReadAsync(db => RequestRecord.OfAsync(
            db, db.RequestsOf(rosa.Id), request.Id, withNotes: false, default));
        Assert.True(record!.IsUndecided);
        Assert.True(record.Held.IsZero);
    }

    private async Task<(Portal.Core.Accounts.CustomerAccount Account, Bill Bill, PortalUser Rosa)> BilledAsync()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var bill = await city.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        return (account, bill, await city.ResidentAsync("Rosa", account));
    }

    private Task<Outcome<CustomerRequest>> DisputeAsync(
        PortalUser user, Bill bill, int[] lines, Guid? operation = null) =>
        city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), user.Id, bill.Id, lines, "I was away.", []), default));

    private Task<List<Usd>> OpenAsync(Bill bill) => city.ReadAsync(db => db.OpenItems
        .Where(i => i.BillId == bill.Id).OrderBy(i => i.BillLineNo).Select(i => i.Open).ToListAsync());

    private Task<int> HoldsAsync(Bill bill) => city.ReadAsync(db => db.Set<AccountHold>().CountAsync(
        h => db.OpenItems.Any(i => i.Id == h.OpenItemId && i.BillId == bill.Id)));

    private async Task<IEnumerable<int>> LateAsync(Bill bill) =>
        (await city.ReadAsync(db => LateItems.OnAsync(
            db, new() { Families = [Ten] }, city.Today, [bill.CustomerAccountId], default)))
            .Select(l => l.Item.LineNo).Order();
}
