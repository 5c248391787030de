using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// Every night: looks at each water meter with something new, finds what its customer should know, tells them once,
/// and closes what is over. Each meter is a transaction of its own that also notes the day, so a run that is killed
/// goes on with the meters that are left, and two at once share them. A night that fails is put before the office: a
/// leak that nobody looked for costs the customer.
/// </summary>
public sealed class WatchUse(
    PortalDbContext db, TellCustomer tell, RaiseOfficeTask raiseTask, IOptions<CheckoutOptions> site,
    BusinessClock clock)
{
    /// <summary>Meters read at once.</summary>
    public const int MetersAtOnce = 300;

    /// <summary>Days without any news after which nothing can be said any more.</summary>
    private const int Forgotten = 30;

    private sealed record Due(Guid Point, Guid Account, string Unit);

    /// <returns>How many alerts are new.</returns>
    /// <exception cref="AggregateException">Some meters could not be looked at; the others were.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        try
        {
            return await WatchAllAsync(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            db.ChangeTracker.Clear();
            var faults = (fault as AggregateException)?.InnerExceptions.Count ?? 1;
            await raiseTask.RunAsync(
                new("use_watch", $"use_watch:{clock.Today:yyyy-MM-dd}",
                    $"{faults} times the look at meters failed, so a leak may not have been told: "
                    + (fault.InnerException ?? fault).Message),
                ct);
            throw;
        }
    }

    private async Task<int> WatchAllAsync(CancellationToken ct)
    {
        await EndUnservedAsync(ct);
        var (added, after, each) = (0, Guid.Empty, new OneByOne(db, ct));
        while (await DueAsync(after, ct) is { Count: > 0 } due)
        {
            after = due[^1].Point;
            var uses = await LoadUse.RunAsync(
                db, clock, [.. due.Select(d => (d.Point, d.Account))], Spans(clock.Today), ct);
            foreach (var meter in due)
            {
                added += await each.DoAsync(() => WatchAsync(meter, uses[meter.Point], ct));
            }
        }

        each.TellFaults();
        return added;
    }

    /// <summary>What was noticed at a meter is over when its customer is no longer served by it.</summary>
    private Task<int> EndUnservedAsync(CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update use_alert a set over_at = {clock.Now}
        where a.over_at is null and not exists (
          select from service_agreement g
          where g.customer_account_id = a.customer_account_id and g.service_point_id = a.service_point_id
            and g.starts_on <= {clock.Today} and (g.ends_on is null or g.ends_on > {clock.Today}))
        """, ct);

    /// <summary>The days that the rules look at, and the same season of the years that the norm looks at.</summary>
    private static IReadOnlyList<LoadUse.Span> Spans(DateOnly today)
    {
        var around = SeasonalNorm.DaysAround;
        return
        [
            .. Enumerable.Range(1, SeasonalNorm.Years).Select(year => new LoadUse.Span(
                today.AddYears(-year).AddDays(-FindEpisodes.DaysBefore - around),
                today.AddYears(-year).AddDays(around))),
            new(today.AddDays(-FindEpisodes.DaysBefore - FindEpisodes.Freshness), today),
        ];
    }

    private Task<List<Due>> DueAsync(Guid after, CancellationToken ct)
    {
        var (today, since) = (clock.Today, clock.Today.AddDays(-FindEpisodes.Freshness));
        return db.Database.SqlQuery<Due>($"""
            select s.id as "Point", g.customer_account_id as "Account", s.read_unit as "Unit"
            from service_point s
            join service_agreement g on g.service_point_id = s.id and g.starts_on <= {today}
              and (g.ends_on is null or g.ends_on > {today})
            left join use_watch w on w.service_point_id = s.id
            where s.id > {after} and s.service in ('water', 'irrigation') and s.meter_number is not null
              and s.read_unit in ('CCF', 'CF', 'gal', 'kGal', 'm3', 'L')
              and (w.watched_on is null or w.watched_on < {today})
              and (exists (select from meter_interval_day d where d.service_point_id = s.id and d.day >= {since})
                or exists (select from bill_read r where r.service_point_id = s.id and r.current_read_on > {since})
                or exists (select from use_alert a where a.service_point_id = s.id and a.over_at is null))
            order by s.id limit {MetersAtOnce}
            """).ToListAsync(ct);
    }

    private async Task<int> WatchAsync(Due meter, DailyUse use, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Database.ExecuteSqlAsync($"""
            insert into use_watch (service_point_id, watched_on) values ({meter.Point}, {clock.Today})
            on conflict (service_point_id) do update set watched_on = excluded.watched_on
              where use_watch.watched_on < excluded.watched_on
            """, ct) == 0)
        {
            // Another worker has looked.
            return 0;
        }

        var open = await db.Set<UseAlert>()
            .Where(a => a.ServicePointId == meter.Point && a.OverAt == null).ToListAsync(ct);
        var found = await FindAsync(meter, use, open, ct);
        var added = 0;
        foreach (var alert in open)
        {
            Follow(alert, found.FirstOrDefault(e => e.Kind == alert.Kind), meter, use);
        }

        foreach (var episode in found.Where(e => open.TrueForAll(a => a.Kind != e.Kind)))
        {
            added += await TellAsync(meter, episode, ct) ? 1 : 0;
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return added;
    }

    private async Task<List<UseEpisode>> FindAsync(
        Due meter, DailyUse use, List<UseAlert> open, CancellationToken ct)
    {
        var (today, gallons) = (clock.Today, UseSeries.GallonsIn(meter.Unit));
        var choice = await db.Set<UseAlertChoice>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.CustomerAccountId == meter.Account, ct) ?? UseAlertChoice.Usual(meter.Account);
        var away = await db.Set<AwayPeriod>().AsNoTracking()
            .Where(p => p.CustomerAccountId == meter.Account && p.EndedAt == null
                && p.ToOn >= today.AddDays(-FindEpisodes.Freshness)).ToListAsync(ct);
        var leak = open.Find(a => a.Kind == UseAlertKind.Leak && a.CustomerAccountId == meter.Account);
        IEnumerable<UseEpisode?> found =
        [
            choice.TellsLeak || leak is not null ? FindEpisodes.Leak(use, today, leak?.Usual) : null,
            choice.HighPercent is { } percent ? FindEpisodes.High(use, today, percent, gallons) : null,
            choice.TellsAway ? FindEpisodes.Away(use, today, away, gallons) : null,
        ];
        return [.. found.OfType<UseEpisode>()];
    }

    /// <summary>Goes on with what is still so, and ends what no longer is or is another customer's.</summary>
    private void Follow(UseAlert alert, UseEpisode? still, Due meter, DailyUse use)
    {
        var isTheirs = alert.CustomerAccountId == meter.Account;
        if (isTheirs && still is not null)
        {
            alert.LastDay = still.LastDay > alert.LastDay ? still.LastDay : alert.LastDay;
            var used = use.Between(alert.FirstDay, alert.LastDay.AddDays(1)).Sum(d => d.Used);
            alert.Used = Math.Max(alert.Used, Math.Round(used, 4));
        }
        else if (!isTheirs || use.Last > alert.LastDay || alert.LastDay < clock.Today.AddDays(-Forgotten))
        {
            alert.OverAt = clock.Now;
        }
    }

    private async Task<bool> TellAsync(Due meter, UseEpisode episode, CancellationToken ct)
    {
        // What was told once and is over, a new look at the same days does not tell again.
        if (await db.Set<UseAlert>().AnyAsync(
            a => a.ServicePointId == meter.Point && a.Kind == episode.Kind
                && a.CustomerAccountId == meter.Account && a.LastDay >= episode.FirstDay, ct))
        {
            return false;
        }

        var alert = new UseAlert
        {
            Id = Guid.CreateVersion7(),
            CustomerAccountId = meter.Account,
            ServicePointId = meter.Point,
            Kind = episode.Kind,
            FirstDay = episode.FirstDay,
            LastDay = episode.LastDay,
            Used = episode.Used,
            Usual = episode.Usual,
            Unit = meter.Unit,
            FoundAt = clock.Now,
        };
        db.Add(alert);
        await db.SaveChangesAsync(ct);
        await tell.RunAsync(
            meter.Account,
            NoticeTopic.UseAlerts,
            to => new UseAlertLetter(
                to.Name, to.MaskedNumber, to.ServiceAddress, alert.Kind, alert.FirstDay, alert.LastDay, alert.Used,
                alert.Usual, alert.Unit, new Uri(site.Value.PublicUrl, $"/my/use/{alert.CustomerAccountId}/alerts")),
            $"use_alert:{alert.Id}",
            alsoUser: null,
            ct);
        return true;
    }
}
