using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>A month's answers are sampled by chance that anybody can repeat, and reviewed by somebody else.</summary>
public sealed class QualityReviewTests
{
    [Fact]
    public async Task The_sample_is_small_repeats_itself_and_is_reviewed_once_by_a_colleague()
    {
        await using var city = await City.CreateAsync();
        var (terry, pat) = (await city.ClerkAsync(), await city.ClerkAsync("Pat"));
        var account = await city.AccountAsync();
        for (var call = 0; call < QualitySample.Each + 3; call++) { City.Done(await city.LogAsync(terry, account)); }

        City.Done(await city.LogAsync(pat, account));
        var month = new DateOnly(city.Today.Year, city.Today.Month, 1);
        var running = await SampleAsync(city, month);
        Assert.Equal("Quality_MonthRuns", (await ReviewAsync(city, running[0].EventId, month, 5, null, pat)).Key());
        city.Clock.Advance(TimeSpan.FromDays(40));

        var (first, second) = (await SampleAsync(city, month), await SampleAsync(city, month));

        Assert.Equal(first.Select(r => r.EventId), second.Select(r => r.EventId));
        Assert.Equal(QualitySample.Each, first.Count(r => r.AnsweredBy == terry));
        Assert.Single(first, r => r.AnsweredBy == pat);
        var (one, patsOwn) = (first.First(r => r.AnsweredBy == terry), first.Single(r => r.AnsweredBy == pat));
        Assert.Equal("Quality_Own", (await ReviewAsync(city, patsOwn.EventId, month, 5, null, pat)).Key());
        Assert.Equal("Request_ScoreMissing", (await ReviewAsync(city, one.EventId, month, 6, null, pat)).Key());
        Assert.Equal("Quality_SayWhy", (await ReviewAsync(city, one.EventId, month, 2, " ", pat)).Key());
        Assert.Equal("Quality_NotInSample", (await ReviewAsync(city, Guid.NewGuid(), month, 5, null, pat)).Key());
        City.Done(await ReviewAsync(city, one.EventId, month, 2, "Said nothing of the leak.", pat));
        Assert.Equal("Quality_Done", (await ReviewAsync(city, one.EventId, month, 5, null, pat)).Key());
        Assert.Equal(2, (await SampleAsync(city, month)).Single(r => r.EventId == one.EventId).Score);
    }

    [Fact]
    public async Task Of_two_reviews_at_once_one_is_kept()
    {
        await using var city = await City.CreateAsync();
        var (terry, pat) = (await city.ClerkAsync(), await city.ClerkAsync("Pat"));
        City.Done(await city.LogAsync(terry, await city.AccountAsync()));
        var month = new DateOnly(city.Today.Year, city.Today.Month, 1);
        city.Clock.Advance(TimeSpan.FromDays(40));
        var answer = (await SampleAsync(city, month)).Single().EventId;

        var both = await Task.WhenAll(
            ReviewAsync(city, answer, month, 4, null, pat), ReviewAsync(city, answer, month, 5, null, pat));

        Assert.Single(both, o => o is Outcome<QualityReview>.Done);
        Assert.Single(both, o => o.Key() == "Quality_Done");
    }

    private static Task<IReadOnlyList<QualitySample.Row>> SampleAsync(City city, DateOnly month) =>
        city.AskAsync<BusinessClock, IReadOnlyList<QualitySample.Row>>(clock =>
            city.ReadAsync(db => QualitySample.OfAsync(db, month, clock, default)));

    private static Task<Outcome<QualityReview>> ReviewAsync(
        City city, Guid answer, DateOnly month, int? score, string? note, Guid by) =>
        city.AskAsync<ReviewAnswer, Outcome<QualityReview>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), answer, month, score, note, by), default));
}
