using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>A ruling that was not for the customer is looked at again, once, by somebody else.</summary>
public sealed class AppealDisputeTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(DisputeRuling.Denied)]
    [InlineData(DisputeRuling.Partly)]
    public async Task Asked_again_it_is_held_again_and_somebody_else_decides(DisputeRuling first)
    {
        var (account, request, rosa) = await DisputedAsync();
        var (terry, sam) = (await city.ClerkAsync(), await city.ClerkAsync("Sam"));
        City.Done(await DecideAsync(request, first, terry));

        var form = Guid.CreateVersion7();
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => city.WriteAsync(request, rosa.Id, "Look at the photo.", form)));

        Assert.All(asked, a => Assert.Equal(RequestState.Reopened, City.Done(a).State));
        Assert.Equal(new Usd(40_00), await AskedForAsync(account));
        Assert.Equal("Dispute_DecideFirst", (await city.AnswerAsync(request, sam)).Key());
        Assert.Equal("Dispute_SamePerson", (await DecideAsync(request, DisputeRuling.Denied, terry)).Key());
        var decided = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => DecideAsync(request, DisputeRuling.Denied, sam)));
        Assert.All(decided, d => Assert.Equal(2, City.Done(d).Round));
        Assert.Equal(RequestState.Answered, (await city.NowAsync(request)).State);
        Assert.Equal(new Usd(80_00), await AskedForAsync(account));
        Assert.Equal("Dispute_Final", (await city.WriteAsync(request, rosa.Id, "Once more")).Key());
        var record = await city.ReadAsync(db => RequestRecord.OfAsync(
            db, db.RequestsOf(rosa.Id), request.Id, withNotes: false, default));
        Assert.True(record!.IsFinal);
        Assert.Single(record.Disputed);
        Assert.Equal("Dispute_LineFinal", (await DisputeAsync(account, rosa, 1)).Key());
        City.Done(await DisputeAsync(account, rosa, 2));
    }

    [Fact]
    public async Task Decided_for_the_customer_it_is_only_answered_again()
    {
        var (_, request, rosa) = await DisputedAsync();
        var terry = await city.ClerkAsync();
        City.Done(await DecideAsync(request, DisputeRuling.Upheld, terry));

        City.Done(await city.WriteAsync(request, rosa.Id, "When?"));
        City.Done(await city.AnswerAsync(request, terry));

        Assert.Equal(RequestState.Answered, (await city.NowAsync(request)).State);
    }

    [Fact]
    public async Task An_appeal_that_is_taken_back_holds_nothing_and_is_not_made_twice()
    {
        var (account, request, rosa) = await DisputedAsync();
        City.Done(await DecideAsync(request, DisputeRuling.Denied, await city.ClerkAsync()));
        City.Done(await city.WriteAsync(request, rosa.Id, "Again"));

        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, rosa.Id), default)));
        Assert.Equal(new Usd(80_00), await AskedForAsync(account));
        City.Done(await city.WriteAsync(request, rosa.Id, "And again"));

        Assert.Equal(new Usd(80_00), await AskedForAsync(account));
    }

    private async Task<(CustomerAccount Account, CustomerRequest Request, PortalUser Rosa)> DisputedAsync()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var rosa = await city.ResidentAsync("Rosa", account);
        return (account, City.Done(await DisputeAsync(account, rosa, 1)), rosa);
    }

    private async Task<Outcome<CustomerRequest>> DisputeAsync(CustomerAccount account, PortalUser rosa, int line)
    {
        var bill = await city.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        return await city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), rosa.Id, bill.Id, [line], "I was away.", []), default));
    }

    private Task<Outcome<DisputeDecision>> DecideAsync(CustomerRequest request, DisputeRuling ruling, Guid clerk) =>
        city.AskAsync<DecideDispute, Outcome<DisputeDecision>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), request.Id, ruling, "The meter was read.", clerk), default));

    private async Task<Usd> AskedForAsync(CustomerAccount account) => (await city.ReadAsync(
        db => AccountAsking.OfAsync(db, [account.Id], city.Today, default)))[account.Id].Asked;
}
