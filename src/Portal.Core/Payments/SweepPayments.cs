using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// Every 15 minutes: asks the processor for events since the last sweep (less an hour) and stores those that never
/// came by webhook, then asks about every attempt whose time has come. With webhooks switched off altogether,
/// everything settles within one sweep and the reading of its events. Safe to run twice.
/// </summary>
public sealed class SweepPayments(
    PortalDbContext db, ICardGateway gateway, FollowAttempt follow, BusinessClock clock)
{
    public const int AttemptsPerRun = 500;

    public const int EventsPerRun = 5000;

    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>How far back a processor's list of events goes.</summary>
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(30);

    /// <returns>How many attempts were asked about.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await StoreMissedEventsAsync(ct);
        var due = await db.PaymentAttempts.Where(a => a.CheckAt <= clock.Now)
            .OrderBy(a => a.CheckAt).Select(a => a.Id).Take(AttemptsPerRun).ToListAsync(ct);
        var each = new OneByOne(db, ct);
        foreach (var id in due)
        {
            await each.DoAsync(() => follow.RunAsync(id, ct));
        }

        each.TellFaults();
        return due.Count;
    }

    private async Task StoreMissedEventsAsync(CancellationToken ct)
    {
        var reached = await db.Database
            .SqlQuery<DateTimeOffset>($"select reached_at as \"Value\" from gateway_cursor where name = 'events'")
            .ToListAsync(ct);
        var since = (reached.Count == 0 ? clock.Now - EventLife : reached[0]) - Overlap;
        if (await gateway.EventsSinceAsync(since, EventsPerRun, ct)
            is not GatewayAnswer<IReadOnlyList<GatewayEvent>>.Accepted(var events))
        {
            return;
        }

        foreach (var e in events)
        {
            await db.StoreEventAsync(e, System.Text.Encoding.UTF8.GetBytes(e.Raw), clock.Now, ct);
        }

        // A full page may have left newer events out: the next sweep goes on from the last one seen.
        var upTo = events.Count == EventsPerRun ? events[^1].CreatedAt + Overlap : clock.Now;
        await db.Database.ExecuteSqlAsync($"""
            insert into gateway_cursor (name, reached_at) values ('events', {upTo})
            on conflict (name) do update set reached_at = excluded.reached_at
            """, ct);
    }
}
