using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>What the first page of the office says of requests.</summary>
public sealed class WaitingRequestsTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Counted_are_those_that_their_lists_show()
    {
        var (account, clerk) = (await city.AccountAsync(), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);
        var taken = await city.AskedAsync(rosa, account);
        var answered = await city.AskedAsync(rosa, account);
        var asked = await city.AskedAsync(rosa, account);
        City.Done(await city.AskAsync<TakeRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), taken.Id, clerk), default)));
        City.Done(await city.AnswerAsync(answered, clerk));
        City.Done(await city.AnswerAsync(await city.AskedAsync(rosa, account), clerk, RequestAct.AskBack));

        Assert.Equal("1 1 0 0 0 1 2", await CountsAsync(clerk, city.Today));
        Assert.Equal("1 1 1 0 0 1 2", await CountsAsync(clerk, asked.AcknowledgeBy));
        Assert.Equal("0 1 0 0 1 1 2", await CountsAsync(Guid.NewGuid(), asked.AcknowledgeBy.AddDays(1)));
        Assert.Equal("1 1 0 2 1 1 2", await CountsAsync(clerk, asked.ExpectedOn));
        Assert.Equal("1 1 0 0 2 1 2", await CountsAsync(clerk, asked.ExpectedOn.AddDays(1)));
    }

    /// <summary>Of each part, in their order; each the same as its list counts and shows.</summary>
    private async Task<string> CountsAsync(Guid clerk, DateOnly day)
    {
        var waiting = await WaitingAsync(clerk, day);
        foreach (var part in WaitingRequests.Parts)
        {
            var list = await city.ReadAsync(
                db => RequestList.ForOfficeAsync(db, new(part, null, null, 1), clerk, day, default));
            Assert.Equal((waiting[part], waiting[part]), (list.Count, list.Rows.Count));
        }

        return string.Join(' ', WaitingRequests.Parts.Select(part => waiting[part]));
    }

    private Task<WaitingRequests> WaitingAsync(Guid clerk, DateOnly day) =>
        city.ReadAsync(db => WaitingRequests.OfAsync(db, clerk, day, default));
}
