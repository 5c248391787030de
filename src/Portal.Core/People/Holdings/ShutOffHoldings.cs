namespace Portal.Core.People.Holdings;

/// <summary>
/// What we hold about bills that stayed unpaid: notices as they were written, the steps taken, what held them up, and
/// water shut off and restored. Of accounts they manage only. Parameters as in <see cref="HoldingsTables.All"/>.
/// </summary>
internal static class ShutOffHoldings
{
    public static readonly IReadOnlyList<(string Name, string Sql)> All =
    [
        ("notices", """
            select a.number as account, n.kind, n.recipient, n.name, array_to_string(n.address, ', ') as address,
              n.language, n.subject, n.day, n.rule, n.is_mailed, m.mailed_on as posted_on,
              case when n.recipient = 'customer' then convert_from(n.content, 'UTF8') end as words
            from notice n join customer_account a on a.id = n.customer_account_id
            left join notice_paper p on p.notice_id = n.id
            left join notice_batch_line l on l.notice_id = p.notice_id and l.left_at is null
            left join notice_mailing m on m.batch_id = l.batch_id
            where a.id = any($3) order by n.written_at, n.id
            """),
        ("unpaid-bills-steps", """
            select a.number as account, c.bill_mailed_on, c.due_on, s.event, s.to_state as state, s.at
            from delinquency_step s join delinquency_case c on c.id = s.case_id
            join customer_account a on a.id = c.customer_account_id
            where a.id = any($3) order by s.at, s.case_id, s.no
            """),
        ("shut-offs-held-up", """
            select a.number as account, h.kind, h.starts_on, h.ends_on, h.ended_at
            from shut_off_hold h join customer_account a on a.id = h.customer_account_id
            where a.id = any($3) order by h.made_at, h.id
            """),
        ("shut-offs", """
            select a.number as account, o.state, o.dispatched_at_city, o.changed_at
            from shut_off_order o join customer_account a on a.id = o.customer_account_id
            where a.id = any($3) order by o.changed_at, o.id
            """),
        ("services-restored", """
            select a.number as account, r.opened_at, r.done_at, r.canceled_at
            from reconnect_order r join customer_account a on a.id = r.customer_account_id
            where a.id = any($3) order by r.opened_at, r.id
            """),
    ];
}
