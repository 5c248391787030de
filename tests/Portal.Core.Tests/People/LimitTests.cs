using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Core.Tests.People;

public sealed class LimitTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly RateLimit Three = new("test", 3, TimeSpan.FromMinutes(2));

    private readonly FrozenClock _clock = new();

    [Fact]
    public async Task A_bucket_gives_its_burst_then_one_for_each_span()
    {
        for (var i = 0; i < 3; i++) { Assert.Null(await TakeAsync("a")); }

        var refusal = await TakeAsync("a");
        Assert.True(refusal > TimeSpan.Zero);

        _clock.Advance(refusal.Value);
        Assert.Null(await TakeAsync("a"));
        Assert.NotNull(await TakeAsync("a"));
        Assert.Null(await TakeAsync("b"));
    }

    [Fact]
    public async Task Of_many_at_once_only_the_burst_gets_through()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TakeAsync("race"))));

        Assert.Equal(3, answers.Count(wait => wait is null));
    }

    [Fact]
    public async Task Of_many_wrong_tries_at_once_only_the_free_ones_are_made()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TryAsync("race"))));

        Assert.Equal(FailedTries.Free, answers.Count(wait => wait is null));
    }

    [Fact]
    public async Task Each_wrong_try_waits_longer_and_none_waits_for_ever()
    {
        var waits = new List<TimeSpan>();
        for (var tries = 0; tries < 30; tries++)
        {
            if (await TryAsync("patient") is not { } wait) { continue; }

            waits.Add(wait);
            _clock.Advance(wait);
            Assert.Null(await TryAsync("patient"));
        }

        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromMinutes(15), waits[^1]);
        Assert.Equal(TimeSpan.FromDays(1), FailedTries.WaitAfter(FailedTries.Most));
    }

    private async Task<TimeSpan?> TakeAsync(string subject)
    {
        await using var db = Open();
        return (await new TakeToken(db, _clock).RunAsync([new(Three, subject)], default))?.RetryAfter;
    }

    private async Task<TimeSpan?> TryAsync(string subject)
    {
        await using var db = Open();
        return (await new FailedTries(db, _clock).BeginAsync("test", subject, default))?.RetryAfter;
    }

    private PortalDbContext Open() =>
        new(new DbContextOptionsBuilder<PortalDbContext>().UseNpgsql(database.AppConnectionString).Options);
}
