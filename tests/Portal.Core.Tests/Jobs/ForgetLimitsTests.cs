using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.People;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Core.Tests.Jobs;

public sealed class ForgetLimitsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly FrozenClock _clock = new();

    [Fact]
    public async Task What_was_tried_long_ago_is_forgotten_and_what_was_tried_lately_is_not()
    {
        await using var db = new PortalDbContext(
            new DbContextOptionsBuilder<PortalDbContext>().UseNpgsql(database.AppConnectionString).Options);
        await TryAsync(db, "old");
        _clock.Advance(TimeSpan.FromHours(49));
        await TryAsync(db, "new");

        var forgotten = await new ForgetLimits(db, _clock).RunAsync(default);

        Assert.Equal(2, forgotten);
        Assert.Equal([1L, 1L], await db.Database.SqlQuery<long>(
            $"select count(*) from rate_bucket union all select count(*) from failed_try").ToListAsync());
    }

    private async Task TryAsync(PortalDbContext db, string subject)
    {
        await new TakeToken(db, _clock).RunAsync([new(RateLimit.MailTo, subject)], default);
        await new FailedTries(db, _clock).BeginAsync("password", subject, default);
    }
}
