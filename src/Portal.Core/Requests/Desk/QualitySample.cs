using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// What a colleague looks at: of the requests that each person answered or closed in a month, a few, drawn by chance
/// and always the same few. The draw is a hash of the month and of the event that ended it, so nobody can choose, and
/// the events of a month that is over never change.
/// </summary>
public static class QualitySample
{
    /// <summary>Of each person and month.</summary>
    public const int Each = 5;

    /// <param name="EventId">The answer, or the end.</param>
    /// <param name="Score">Null while nobody reviewed it.</param>
    public sealed record Row(
        Guid EventId, Guid RequestId, long Number, string TopicEn, string TopicEs, Guid AnsweredBy, string AnsweredName,
        DateTimeOffset EndedAt, int? Score, string? Note, string? ReviewedName)
    {
        public string Label => CustomerRequest.LabelOf(Number);

        public string TopicIn(System.Globalization.CultureInfo culture)
        {
            ArgumentNullException.ThrowIfNull(culture);
            return culture.TwoLetterISOLanguageName == "es" ? TopicEs : TopicEn;
        }
    }

    /// <summary>The month is over: nothing is added to its sample any more.</summary>
    public static bool IsOver(DateOnly month, BusinessClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.Today >= month.AddMonths(1);
    }

    /// <param name="month">Its first day, the city's.</param>
    public static async Task<IReadOnlyList<Row>> OfAsync(
        PortalDbContext db, DateOnly month, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var (start, end) = (clock.StartOf(month), clock.StartOf(month.AddMonths(1)));
        var draw = $"{month:yyyy-MM}";
        return await db.Database.SqlQuery<Row>($"""
            with ended as (
              select distinct on (e.request_id, e.by) e.id, e.request_id, e.at, substr(e.by, 7)::uuid as answered_by
              from request_event e
              where e.act in ('answer', 'close') and e.by like 'staff:%' and e.at >= {start} and e.at < {end}
              order by e.request_id, e.by, e.at desc, e.id),
            drawn as (
              select *, row_number() over (partition by answered_by order by md5({draw} || ended.id)) as place
              from ended)
            select d.id as "EventId", d.request_id as "RequestId", q.number as "Number", t.name_en as "TopicEn",
              t.name_es as "TopicEs",
              d.answered_by as "AnsweredBy", u.display_name as "AnsweredName", d.at as "EndedAt", r.score as "Score",
              r.note as "Note",
              w.display_name as "ReviewedName"
            from drawn d
            join customer_request q on q.id = d.request_id
            join request_topic t on t.code = q.topic
            join portal_user u on u.id = d.answered_by
            left join quality_review r on r.event_id = d.id
            left join portal_user w on w.id = r.reviewed_by
            where d.place <= {Each} order by u.display_name, d.answered_by, d.place
            """).ToListAsync(ct);
    }
}

/// <summary>How good a colleague found an answer, from 1 to 5. Append-only.</summary>
public sealed class QualityReview
{
    public required Guid Id { get; init; }

    /// <summary>The answer, or the end: each is reviewed once.</summary>
    public required Guid EventId { get; init; }

    public required Guid AnsweredBy { get; init; }

    public required Guid ReviewedBy { get; init; }

    public required int Score { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset ReviewedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<QualityReview>
    {
        public void Configure(EntityTypeBuilder<QualityReview> builder)
        {
            builder.HasOne<RequestEvent>().WithOne().HasForeignKey<QualityReview>(r => r.EventId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(r => r.AnsweredBy);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(r => r.ReviewedBy);
        }
    }
}
