using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts.Record;

/// <summary>
/// Everything that happened on one account, newest first, a page at a time: two questions, whatever is asked for. Each
/// part of it is found by an index that begins with the account or its customer.
/// </summary>
public sealed record AccountTimeline(IReadOnlyList<AccountTimeline.Event> Events, int Count, int Page)
{
    public const int PageSize = 25;

    private static readonly DateOnly Earliest = new(1900, 1, 1);

    private static readonly DateOnly Latest = new(2999, 12, 31);

    public int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    /// <param name="Kinds">None for all.</param>
    /// <param name="From">First city day.</param>
    /// <param name="To">Last city day.</param>
    public sealed record Filter(IReadOnlyCollection<TimelineKind> Kinds, DateOnly? From, DateOnly? To);

    /// <param name="What">Names the sentence: "bill", "payment", "flag_review".</param>
    /// <param name="First">What the sentence is about: a number, a reference, a code.</param>
    /// <param name="Second">What else it says: free text of whoever wrote it, or a code.</param>
    /// <param name="By">A <see cref="Staff.Actor.Name"/>; null where nobody in particular did it.</param>
    public sealed record Event(
        DateTimeOffset At, TimelineKind Kind, string What, string? First, string? Second, long? Cents, string? By,
        Guid Id)
    {
        public Usd? Amount => Cents is { } cents ? new Usd(cents) : null;

        /// <summary>Of a detail that the office changed: how it was asked for, and what proved who asked.</summary>
        public ChangeProof? Proof { get; init; }
    }

    /// <param name="DocumentId">The paper that is kept.</param>
    public sealed record ChangeProof(string Source, string Words, Guid? DocumentId);

    public static async Task<AccountTimeline> OfAsync(
        PortalDbContext db, Guid accountId, Filter filter, int page, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(clock);
        var parts = Parts.Where(p => filter.Kinds.Count == 0 || filter.Kinds.Contains(p.Kind)).Select(p => p.Sql);
        var union = string.Join(" union all ", parts.Prepend(Typed));
        var story = $"""
            ({union}) story (id, at, kind, what, first, second, cents, by_whom) where at >= $3 and at < $4
            """;
        object[] values =
        [
            accountId,
            clock.Zone.Id,
            filter.From is { } from && from > Earliest ? clock.StartOf(from) : clock.StartOf(Earliest),
            filter.To is { } to && to < Latest ? clock.StartOf(to.AddDays(1)) : clock.StartOf(Latest),
        ];
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            await using var counting = Command(connection, $"select count(*) from {story}", values);
            var count = (int)(long)(await counting.ExecuteScalarAsync(ct))!;
            var shown = Math.Clamp(page, 1, Math.Max(1, (count + PageSize - 1) / PageSize));
            await using var reading = Command(
                connection,
                $"""
                select s.*, p.source, p.proof, p.document_id from (
                  select id, at, kind, what, first, second, cents, by_whom from {story}
                  order by at desc, id desc limit {PageSize} offset {(shown - 1) * PageSize}) s
                left join contact_change_proof p on s.what = 'detail' and p.change_id = s.id
                order by s.at desc, s.id desc
                """,
                values);
            return new(await ReadAsync(reading, ct), count, shown);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values.Select(v => new NpgsqlParameter { Value = v }).ToArray());
        return command;
    }

    private static async Task<IReadOnlyList<Event>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var events = new List<Event>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            events.Add(new(
                row.GetFieldValue<DateTimeOffset>(1), Enum.Parse<TimelineKind>(row.GetString(2)), row.GetString(3),
                Text(4), Text(5), row.IsDBNull(6) ? null : row.GetInt64(6), Text(7), row.GetGuid(0))
            {
                Proof = row.IsDBNull(8)
                    ? null
                    : new(row.GetString(8), row.GetString(9), row.IsDBNull(10) ? null : row.GetGuid(10)),
            });
        }

        return events;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>No row: gives each column its type, whichever parts follow.</summary>
    private const string Typed = """
        select null::uuid, null::timestamptz, null::text, null::text, null::text, null::text, null::bigint, null::text
        where false
        """;

    /// <summary>The parts; $1 is the account, $2 the city's zone, for what is known by its day.</summary>
    private static readonly IReadOnlyList<(TimelineKind Kind, string Sql)> Parts =
    [
        (TimelineKind.Bill, """
            select b.id, b.issued_at at, 'Bill' kind, 'bill' what, b.number::text as first, b.due_on::text as second,
              b.total_due_cents cents, null::text by_whom
            from bill b where b.customer_account_id = $1
            """),
        (TimelineKind.Bill, """
            select b.id, c.canceled_at, 'Bill', 'bill_canceled', b.number::text, c.note, null::bigint, c.canceled_by
            from bill b join bill_cancellation c on c.bill_id = b.id where b.customer_account_id = $1
            """),
        (TimelineKind.Bill, """
            select a.id, a.posted_at, 'Bill', 'adjustment_' || a.side, a.label_en, a.label_es, a.amount_cents,
              a.posted_by
            from adjustment a where a.customer_account_id = $1
            """),
        (TimelineKind.Payment, """
            select p.id, p.received_at, 'Payment', 'payment', p.tender, p.reference, p.amount_cents, null
            from payment p where p.customer_account_id = $1
            """),
        (TimelineKind.Payment, """
            select p.id, r.reversed_at, 'Payment', 'payment_reversed', p.reference, r.reason, -p.amount_cents,
              r.reversed_by
            from payment p join payment_reversal r on r.payment_id = p.id where p.customer_account_id = $1
            """),
        (TimelineKind.Payment, """
            select d.id, d.taken_on::timestamp at time zone $2, 'Payment', 'deposit', null, null, d.amount_cents, null
            from security_deposit d where d.customer_account_id = $1
            """),
        (TimelineKind.Letter, """
            select m.id, m.created_at, 'Letter', 'mail_' || m.state, m.kind, m.subject, null, null
            from outbox_mail m where m.customer_account_id = $1
            """),
        (TimelineKind.Letter, """
            select m.id, m.created_at, 'Letter', 'mail_' || m.state, m.kind, m.subject, null, null
            from outbox_mail_account l join outbox_mail m on m.id = l.mail_id
            where l.customer_account_id = $1 and m.customer_account_id is distinct from $1
            """),
        (TimelineKind.Letter, """
            select t.id, coalesce(t.done_at, t.created_at), 'Letter',
              case when t.done_at is null then 'post_waits' else 'post_sent' end, null, null, null, t.done_by
            from office_task t
            where t.customer_account_id = $1 and t.kind in ('letter_by_post', 'copy_by_post')
            """),
        (TimelineKind.Request, """
            select q.id, e.at, 'Request', 'request_' || e.act, 'Q-' || lpad(q.number::text, 6, '0'), t.name_en || '|'
              || t.name_es, null, e.by
            from customer_request q join request_event e on e.request_id = q.id join request_topic t on t.code = q.topic
            where q.customer_account_id = $1
            """),
        (TimelineKind.Request, """
            select a.id, a.booked_at, 'Request', 'appointment_' || a.kind, a.day::text, null, null, a.booked_by
            from appointment a where a.customer_account_id = $1
            """),
        (TimelineKind.View, """
            select v.id, v.at, 'View', 'view', v.page, v.reason, null, 'staff:' || v.staff_user_id
            from customer_view v where v.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select c.id, c.changed_at, 'Change', 'detail', c.part, c.after, null, c.changed_by
            from customer_account a join contact_change c on c.customer_id = a.customer_id where a.id = $1
            """),
        (TimelineKind.Change, """
            select c.id, c.changed_at, 'Change', 'detail', c.part, c.after, null, c.changed_by
            from customer_account a join customer_merge m on m.kept_id = a.customer_id and m.state = 'done'
              join contact_change c on c.customer_id = m.merged_id
            where a.id = $1
            """),
        (TimelineKind.Change, """
            select d.id, d.kept_at, 'Change', 'document', d.title, d.class, null, d.kept_by
            from kept_document d where d.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select d.id, d.kept_at, 'Change', 'document', d.title, d.class, null, d.kept_by
            from customer_account a join document_about b on b.customer_id = a.customer_id
              join kept_document d on d.id = b.document_id
            where a.id = $1
            """),
        (TimelineKind.Change, """
            select m.id, m.decided_at, 'Change', 'merged', g.name, m.reason, null, m.decided_by
            from customer_merge_account x join customer_merge m on m.id = x.merge_id
              join customer g on g.id = m.merged_id
            where x.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select m.id, m.undone_at, 'Change', 'unmerged', g.name, m.undo_reason, null, m.undone_by
            from customer_merge_account x join customer_merge m on m.id = x.merge_id and m.state = 'undone'
              join customer g on g.id = m.merged_id
            where x.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select f.id, f.placed_at, 'Change', 'flag_placed', f.kind, f.reason, null, f.placed_by
            from account_flag f where f.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select s.id, s.at, 'Change', 'flag_' || s.act, f.kind, s.reason, null, s.by_whom
            from account_flag f join account_flag_step s on s.flag_id = f.id where f.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select n.id, n.written_at, 'Change', 'note', left(n.body, 120), null, null, n.written_by
            from account_note n where n.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select h.id, h.made_at, 'Change', 'hold', h.kind, h.reason, null, h.made_by
            from account_hold h where h.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select e.hold_id, e.ended_at, 'Change', 'hold_ended', h.kind, e.reason, null, e.ended_by
            from account_hold h join account_hold_end e on e.hold_id = h.id where h.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select v.id, v.moved_at, 'Change', 'service_' || v.kind, v.moved_on::text, p.line1, null, v.moved_by
            from service_move v join premise p on p.id = v.premise_id where v.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select c.id, c.given_at, 'Change', 'consent', c.kind, null, null, 'resident:' || c.user_id
            from consent c where c.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select r.id, r.agreed_at, 'Change', 'arrangement', null, null, r.covered_cents, r.agreed_by
            from payment_arrangement r where r.customer_account_id = $1
            """),
        (TimelineKind.Change, """
            select l.id, l.linked_at, 'Change', 'linked', u.display_name, null, null, 'resident:' || l.user_id
            from account_link l join portal_user u on u.id = l.user_id where l.customer_account_id = $1
            """),
    ];
}

/// <summary>Of what a moment of an account's history is.</summary>
public enum TimelineKind
{
    Bill,
    Payment,
    Letter,
    Request,
    View,
    Change,
}
