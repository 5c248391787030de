using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// How soon the office answered what was asked in each month, by topic and by the way it came. The first response is
/// the first thing the office said to who asked: an answer, a question back, or the end. Ages are counted to the last
/// answer or end, or to now while it is open. Requests that were joined with another are not counted twice.
/// </summary>
public static class ResponseReport
{
    /// <param name="Month">Its first day, the city's.</param>
    /// <param name="TopicEn">Name of the topic.</param>
    /// <param name="Channel">As the database writes it.</param>
    /// <param name="Asked">How many were asked.</param>
    /// <param name="Responded">Of those, to how many something was said.</param>
    /// <param name="InTime">Of all, how many were over by the day that was promised, or are not late yet.</param>
    /// <param name="ResponseHours">Half of those responded to waited no longer; null when there are none.</param>
    /// <param name="AgeHours">Half of all are, or were at their end, no older.</param>
    /// <param name="OldestHours">The oldest that is open; null when none is.</param>
    /// <param name="Open">How many are open.</param>
    public sealed record Row(
        DateOnly Month, string TopicEn, string TopicEs, string Channel, int Asked, int Responded, int InTime, int Open,
        double? ResponseHours, double AgeHours, double? OldestHours)
    {
        public RequestChannel CameBy => EnumWords<RequestChannel>.Read(Channel);

        public string TopicIn(System.Globalization.CultureInfo culture)
        {
            ArgumentNullException.ThrowIfNull(culture);
            return culture.TwoLetterISOLanguageName == "es" ? TopicEs : TopicEn;
        }
    }

    /// <param name="from">First day of the first month.</param>
    /// <param name="months">How many months.</param>
    public static async Task<IReadOnlyList<Row>> OfAsync(
        PortalDbContext db, DateOnly from, int months, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var (start, end) = (clock.StartOf(from), clock.StartOf(from.AddMonths(months)));
        var (zone, now, today) = (clock.Zone.Id, clock.Now, clock.Today);
        return await db.Database.SqlQuery<Row>($"""
            with asked as (
              select q.*, date_trunc('month', q.opened_at at time zone {zone})::date as month,
                q.state in ('new', 'acknowledged', 'reopened', 'waiting_on_customer') as is_open,
                (select min(e.at) from request_event e where e.request_id = q.id
                  and e.act in ('answer', 'ask_back', 'close') and e.by like 'staff:%') as responded_at,
                (select max(e.at) from request_event e where e.request_id = q.id
                  and e.act in ('answer', 'close')) as ended_at
              from customer_request q
              where q.opened_at >= {start} and q.opened_at < {end} and q.merged_into is null)
            select a.month as "Month", t.name_en as "TopicEn", t.name_es as "TopicEs", a.channel as "Channel",
              count(*)::int as "Asked",
              count(a.responded_at)::int as "Responded", count(*) filter (where case when a.is_open
                then a.expected_on >= {today}
                else (a.ended_at at time zone {zone})::date <= a.expected_on end)::int as "InTime",
              count(*) filter (where a.is_open)::int as "Open",
              percentile_cont(0.5) within group (order by extract(epoch from a.responded_at - a.opened_at) / 3600)
                as "ResponseHours",
              percentile_cont(0.5) within group (order by extract(epoch from
                (case when a.is_open then {now} else coalesce(a.ended_at, a.changed_at) end) - a.opened_at) / 3600)
                as "AgeHours",
              max(extract(epoch from {now} - a.opened_at) / 3600) filter (where a.is_open)::double precision
                as "OldestHours"
            from asked a join request_topic t on t.code = a.topic
            group by a.month, t.code, a.channel order by a.month desc, t.kind, t.sort, a.channel
            """).ToListAsync(ct);
    }
}
