namespace Portal.Core.People.Holdings;

/// <summary>
/// What we hold about service and use, about what was asked of the office, and about who is told what. Of requests
/// those that the person may read, without what staff wrote for each other. Parameters as in
/// <see cref="HoldingsTables.All"/>.
/// </summary>
internal static class AskingHoldings
{
    private const string Mine = """
        ((q.user_id = $1 and (q.customer_account_id is null or q.customer_account_id = any($2)))
          or (q.customer_account_id = any($3) and not q.is_internal))
        """;

    public static readonly IReadOnlyList<(string Name, string Sql)> All =
    [
        ("requests", $"""
            select q.number, q.kind, q.topic, a.number as account, q.place, q.state, q.acknowledge_by, q.expected_on,
              q.opened_at, q.changed_at
            from customer_request q left join customer_account a on a.id = q.customer_account_id
            where {Mine} order by q.number
            """),
        ("requests-written-down", $"""
            select q.number as request, q.channel, c.name, c.capacity, c.email, c.phone, c.language, c.recorded_at
            from request_caller c join customer_request q on q.caller_id = c.id
            where {Mine} order by q.number
            """),
        ("requests-caller-questions", $"""
            select q.number as request, k.question, k.is_passed
            from caller_check k join customer_request q on q.caller_id = k.caller_id
            where {Mine} order by q.number, k.question
            """),
        ("requests-steps", $"""
            select q.number as request, e.at, e.act, e.to_state, case when e.by = 'resident:' || $1::text then 'you'
              else split_part(e.by, ':', 1) end as by
            from request_event e join customer_request q on q.id = e.request_id
            where {Mine} and e.act not in ('note', 'assign', 'unassign', 'transfer', 'link')
            order by e.at, e.id
            """),
        ("requests-messages", $"""
            select q.number as request, e.at, case when e.by = 'resident:' || $1::text then 'you'
              else split_part(e.by, ':', 1) end as by, m.body
            from request_message m join request_event e on e.id = m.event_id
            join customer_request q on q.id = e.request_id
            where {Mine} and not m.is_note order by e.at, e.id
            """),
        ("requests-files", $"""
            select q.number as request, e.at, f.name, f.media_type, octet_length(f.content) as bytes, f.is_restricted
            from request_file f join request_event e on e.id = f.event_id join customer_request q on q.id = e.request_id
            where {Mine} and e.act <> 'note' and (not f.is_restricted or q.user_id = $1) order by e.at, f.name
            """),
        ("requests-files-opened-by-staff", """
            select q.number as request, f.name, v.at
            from request_file_view v join request_file f on f.id = v.file_id join request_event e on e.id = f.event_id
            join customer_request q on q.id = e.request_id where q.user_id = $1 order by v.at
            """),
        ("requests-by-mail", $"""
            select q.number as request, m.received_at, m.from_name, m.from_address, m.subject, m.whole, m.files
            from received_mail m join customer_request q on q.id = m.request_id
            where {Mine} and m.fate = 'joined' order by m.received_at
            """),
        ("requests-ratings", $"""
            select q.number as request, r.score, r.words, r.at
            from request_rating r join request_event e on e.id = r.answer_id
            join customer_request q on q.id = e.request_id where {Mine} order by r.at
            """),
        ("disputes", """
            select q.number as request, i.amount_cents, i.open_cents, i.ended_at, d.ruling, d.pay_by, d.decided_at
            from disputed_item i join customer_request q on q.id = i.request_id
            left join dispute_decision d on d.request_id = q.id
            where q.customer_account_id = any($3) order by q.number
            """),
        ("refunds-asked-for", """
            select q.number as request, r.amount_cents, r.earliest_on
            from refund_request r join customer_request q on q.id = r.request_id
            where q.customer_account_id = any($3) order by q.number
            """),
        ("service-asked-for", $"""
            select q.number as request, s.stop_on, s.start_place, s.start_on, s.occupancy, s.legal_name, s.phone,
              s.forwarding, s.deposit_told_cents, c.is_confirmed as identity_confirmed, c.checked_at
            from service_request s join customer_request q on q.id = s.request_id
            left join identity_check c on c.request_id = q.id
            where {Mine} order by q.number
            """),
        ("service", """
            select a.number as account, p.service, g.customer_class, g.starts_on, g.ends_on, p.meter_number
            from service_agreement g join customer_account a on a.id = g.customer_account_id
            join service_point p on p.id = g.service_point_id where a.id = any($2) order by g.starts_on
            """),
        ("moves", """
            select a.number as account, v.kind, v.moved_on, v.source, v.forwarding, v.moved_at
            from service_move v join customer_account a on a.id = v.customer_account_id
            where a.id = any($3) order by v.moved_at
            """),
        ("account-openings", """
            select a.number as account, o.occupancy, o.identity_note,
              o.deposit_demand_id is not null as is_deposit_asked, o.no_deposit_reason
            from account_opening o join customer_account a on a.id = o.customer_account_id
            where a.id = any($3) order by a.number
            """),
        ("landlord-agreements", """
            select a.number as account, p.line1, l.starts_on, l.ends_on
            from landlord_agreement l join customer_account a on a.id = l.customer_account_id
            join premise p on p.id = l.premise_id where a.id = any($3) order by l.made_at
            """),
        ("use-by-interval", """
            select a.number as account, p.meter_number, d.day, array_to_string(d.minutes, ' ', '') as minutes,
              array_to_string(d.uses, ' ', '') as uses
            from meter_interval_day d join service_agreement g on g.service_point_id = d.service_point_id
              and d.day >= g.starts_on and (g.ends_on is null or d.day < g.ends_on)
            join service_point p on p.id = d.service_point_id
            join customer_account a on a.id = g.customer_account_id
            where a.id = any($2) order by a.number, p.meter_number, d.day
            """),
        ("use-alerts", """
            select a.number as account, u.kind, u.first_day, u.last_day, u.used, u.usual, u.unit, u.found_at,
              u.known_at, u.over_at
            from use_alert u join customer_account a on a.id = u.customer_account_id
            where a.id = any($3) or (a.id = any($2) and u.kind <> 'away_use') order by u.found_at
            """),
        ("use-alerts-chosen", """
            select a.number as account, c.tells_leak, c.high_percent, c.tells_away, c.changed_at
            from use_alert_choice c join customer_account a on a.id = c.customer_account_id
            where a.id = any($3) order by a.number
            """),
        ("away-days", """
            select a.number as account, w.from_on, w.to_on, w.entered_at, w.ended_at
            from away_period w join customer_account a on a.id = w.customer_account_id
            where a.id = any($3) order by w.from_on
            """),
        ("appointments", """
            select a.number as account, t.kind, t.day, t.starts_at::text as starts_at, t.topic, t.phone, t.booked_at,
              t.canceled_at, t.cancel_note
            from appointment t join customer_account a on a.id = t.customer_account_id
            where (t.user_id = $1 and a.id = any($2)) or a.id = any($3) order by t.day, t.starts_at
            """),
        ("how-we-write", """
            select a.number as account, n.topic, n.channel, n.chosen_at
            from notice_choice n join customer_account a on a.id = n.customer_account_id
            where a.id = any($3) order by n.chosen_at
            """),
        ("paperless-tests", """
            select a.number as account, t.address, t.sent_at, t.opened_at
            from paperless_test t join customer_account a on a.id = t.customer_account_id
            where t.user_id = $1 or a.id = any($3) order by t.sent_at
            """),
        ("mail-that-came-back", """
            select a.number as account, m.address, m.at
            from mail_came_back m join customer_account a on a.id = m.customer_account_id
            where a.id = any($3) order by m.at
            """),
        ("mails-that-failed", """
            select b.received_at, b.kind, b.address, b.status, b.diagnostic, b.feedback_type
            from mail_bounce b where b.mail_id = any($5) order by b.received_at
            """),
        ("addresses-stopped", """
            select s.address, s.cause, s.stopped_at, s.lifted_at
            from mail_stop s join mail_bounce b on b.id = s.bounce_id where b.mail_id = any($5) order by s.stopped_at
            """),
        ("copies-to-others", """
            select a.number as account, t.name, t.email, t.asked_at, t.agreed_at, t.ended_at
            from third_party_contact t join customer_account a on a.id = t.customer_account_id
            where a.id = any($3) order by t.asked_at
            """),
        ("invitations", """
            select a.number as account, i.email, i.level, i.invited_at, i.expires_at, i.outcome, i.ended_at
            from account_invitation i join customer_account a on a.id = i.customer_account_id
            where a.id = any($3) or i.invited_by = $1 order by i.invited_at
            """),
        ("what-we-must-know", """
            select a.number as account, f.kind, f.source, f.placed_on, f.lifted_at
            from account_flag f join customer_account a on a.id = f.customer_account_id
            where a.id = any($3) order by f.placed_at
            """),
        ("documents", """
            select a.number as account, d.title, d.class, d.dated_on, d.name, d.kept_at
            from kept_document d left join document_about b on b.document_id = d.id
            left join customer_account a on a.id = d.customer_account_id
            where a.id = any($3) or b.customer_id in (select o.customer_id from customer_account o where o.id = any($3))
            order by d.kept_at
            """),
        ("letters-on-paper", """
            select a.number as account, t.created_at, t.detail as words, t.done_at as posted_at
            from office_task t join customer_account a on a.id = t.customer_account_id
            where t.kind = 'letter_by_post' and a.id = any($3) order by t.created_at
            """),
        ("what-you-did-here", """
            select e.at, e.act, a.number as account
            from audit_entry e left join customer_account a on a.id = e.customer_account_id
            where e.actor in ('resident:' || $1::text, 'user:' || $1::text) order by e.at, e.id
            """),
    ];
}
