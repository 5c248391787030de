using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Makes guessing slow without ever locking anyone out: after a few wrong tries in a row the next one waits, longer
/// each time, up to a day. What is counted is what was typed, so an address without a sign-in behaves like one with.
/// Passkeys cannot be guessed and are not counted here.
/// </summary>
public sealed class FailedTries(PortalDbContext db, TimeProvider clock)
{
    /// <summary>Wrong tries in a row that cost nothing.</summary>
    public const int Free = 5;

    /// <summary>From here on each try waits a day (NIST SP 800-63B-4 §3.2.2: no more than 100 in a row).</summary>
    public const int Most = 100;

    private static readonly TimeSpan LongestUsual = TimeSpan.FromMinutes(15);

    /// <summary>How long the next try waits after so many wrong ones.</summary>
    public static TimeSpan WaitAfter(int failures) => failures switch
    {
        < Free => TimeSpan.Zero,
        >= Most => TimeSpan.FromDays(1),
        _ => TimeSpan.FromSeconds(Math.Min(LongestUsual.TotalSeconds, Math.Pow(2, failures - Free + 1))),
    };

    /// <summary>
    /// Counts the try that is about to be made as wrong, before it is known: of many tries at once, none slips through.
    /// </summary>
    /// <returns>A refusal with the time to wait, when the try must not be made.</returns>
    public async Task<Refusal?> BeginAsync(string name, string subject, CancellationToken ct)
    {
        var key = TakeToken.KeyOf(name, subject);
        var now = clock.GetUtcNow();
        var rows = await db.Database.SqlQuery<Tried>($"""
            insert into failed_try as tried (key, failures, last_at) values ({key}, 1, {now})
            on conflict (key) do update set failures = tried.failures + 1, last_at = {now}
              where {now} >= tried.last_at + case
                when tried.failures < {Free} then interval '0'
                when tried.failures >= {Most} then interval '1 day'
                else least({LongestUsual}, interval '1 second' * power(2, least(tried.failures - {Free} + 1, 20))) end
            returning failures as "Failures", last_at as "LastAt"
            """).ToListAsync(ct);
        if (rows.Count == 1) { return null; }

        var before = await db.Database
            .SqlQuery<Tried>($"""
                select failures as "Failures", last_at as "LastAt" from failed_try where key = {key}
                """).SingleOrDefaultAsync(ct);
        var wait = before is null ? TimeSpan.FromSeconds(1) : before.LastAt + WaitAfter(before.Failures) - now;
        return TakeToken.TooManyTries(wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait);
    }

    /// <summary>The try was right: the next ones begin at nothing again.</summary>
    public Task ForgetAsync(string name, string subject, CancellationToken ct)
    {
        var key = TakeToken.KeyOf(name, subject);
        return db.Database.ExecuteSqlAsync($"delete from failed_try where key = {key}", ct);
    }

    private sealed record Tried(int Failures, DateTimeOffset LastAt);
}
