using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Counts a try against a limit, in one statement and outside any transaction, so that every process of the portal
/// counts in the same bucket and a refused act stays counted.
/// </summary>
public sealed class TakeToken(PortalDbContext db, TimeProvider clock)
{
    /// <param name="Limit">Which bucket.</param>
    /// <param name="Subject">Whose: an address, an e-mail, an account number. Kept only as a hash.</param>
    public sealed record Request(RateLimit Limit, string Subject);

    /// <summary>Takes from each bucket in turn.</summary>
    /// <returns>
    /// The longest wait when one was empty, as a refusal with <see cref="Refusal.RetryAfter"/>; else null.
    /// </returns>
    public async Task<Refusal?> RunAsync(IEnumerable<Request> requests, CancellationToken ct)
    {
        var wait = TimeSpan.Zero;
        foreach (var request in requests)
        {
            var left = await TakeAsync(request, ct);
            if (left < 0)
            {
                var until = (1 - left) * request.Limit.OneMoreEvery;
                wait = until > wait ? until : wait;
            }
        }

        return wait == TimeSpan.Zero ? null : TooManyTries(wait);
    }

    /// <summary>"Wait so many minutes."</summary>
    internal static Refusal TooManyTries(TimeSpan wait) =>
        new("TooManyTries", Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes))) { RetryAfter = wait };

    /// <summary>A bucket's key says nothing about whom it counts.</summary>
    internal static string KeyOf(string name, string subject) =>
        $"{name}:{Convert.ToHexStringLower(Secret.HashOf(subject.Trim().ToUpperInvariant()).AsSpan(0, 16))}";

    private async Task<double> TakeAsync(Request request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var burst = (double)request.Limit.Burst;
        var perSecond = 1 / request.Limit.OneMoreEvery.TotalSeconds;
        var taken = await db.Database.SqlQuery<double>($"""
            insert into rate_bucket as bucket (key, tokens, refilled_at)
            values ({KeyOf(request.Limit.Name, request.Subject)}, {burst - 1}, {now})
            on conflict (key) do update set
              tokens = greatest(-1, least({burst}, bucket.tokens
                + greatest(0, extract(epoch from {now} - bucket.refilled_at)) * {perSecond}) - 1),
              refilled_at = greatest({now}, bucket.refilled_at)
            returning tokens as "Value"
            """).ToListAsync(ct);
        return taken.Single();
    }
}
