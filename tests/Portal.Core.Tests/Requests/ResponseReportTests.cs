using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>How soon the office answered, by the city's months.</summary>
public sealed class ResponseReportTests
{
    [Fact]
    public async Task First_responses_and_ages_are_counted_by_month_topic_and_channel()
    {
        await using var city = await City.CreateAsync();
        var (account, clerk) = (await city.AccountAsync(), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);
        City.Done(await city.LogAsync(clerk, account));
        var (answered, open) = (await city.AskedAsync(rosa, account), await city.AskedAsync(rosa, account));
        city.Clock.Advance(TimeSpan.FromHours(2));
        City.Done(await city.AnswerAsync(answered, clerk, RequestAct.AskBack));
        City.Done(await city.AnswerAsync(answered, clerk, RequestAct.Note));
        city.Clock.Advance(TimeSpan.FromHours(2));
        City.Done(await city.AnswerAsync(answered, clerk));
        city.Clock.Advance(TimeSpan.FromHours(6));

        var rows = await RowsAsync(city, open.OpenedAt);

        var phone = Assert.Single(rows, r => r.CameBy == RequestChannel.Phone);
        Assert.Equal((1, 1, 1, 0, 0.0), (phone.Asked, phone.Responded, phone.InTime, phone.Open, phone.ResponseHours));
        var site = Assert.Single(rows, r => r.CameBy == RequestChannel.Site);
        Assert.Equal((2, 1, 2, 1), (site.Asked, site.Responded, site.InTime, site.Open));
        Assert.Equal((2.0, 7.0, 10.0), (site.ResponseHours, site.AgeHours, site.OldestHours));
        city.Clock.Advance(TimeSpan.FromDays(30));
        var late = Assert.Single(await RowsAsync(city, open.OpenedAt), r => r.CameBy == RequestChannel.Site);
        Assert.Equal(1, late.InTime);
    }

    private static Task<IReadOnlyList<ResponseReport.Row>> RowsAsync(City city, DateTimeOffset asked)
    {
        var day = DateOnly.FromDateTime(asked.DateTime);
        return city.AskAsync<Portal.Core.Common.BusinessClock, IReadOnlyList<ResponseReport.Row>>(clock =>
            city.ReadAsync(db => ResponseReport.OfAsync(db, new(day.Year, day.Month, 1), 1, clock, default)));
    }
}
